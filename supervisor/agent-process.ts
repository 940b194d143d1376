import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { AgentConfiguration } from '../config/agent-configuration';
import { agentEnvironment } from './agent-environment';
import { AgentLog } from './agent-log';
import type { AgentParameterValues } from './agent-parameters';
import { AgentPlace, type AgentPlaceOptions } from './agent-place';
import { agentSettings } from './agent-settings';
import { runCommand } from './command';
import { consoleBreak } from './console-break';
import { isAlive, killGroup, killJobs, killTree, startOf } from './process-tree';
import type { RegistrationFailure } from './registration-failure';
import type { ShutdownReason } from './shutdown-reason';

/** Milliseconds between two looks at the log of an agent that is about to register. */
const logPause = 50;
/** Seconds that the shutdown hook may take, the user's own part of it included. */
const hookSeconds = 300;
/** What an agent with a job says of itself when it syncs. */
const workStates: readonly string[] = ['starting-job', 'running-job', 'stopping-job'];
/** Milliseconds that an agent has to say that it has been asked to end. */
const interruptPatience = 1000;
/** Milliseconds between two looks whether an agent is idle. */
const idlePause = 200;
/** Milliseconds between two looks at a process that another supervisor has started. */
const lifePause = 250;

/** What a restarted supervisor has to know of an agent to find it again. */
export const agentRecord = z.object({
  /** Name of its folders. */
  name: z.string(),
  pid: z.int(),
  /** Tells the process from a later one with the same id. */
  start: z.optional(z.string()),
  logPath: z.string(),
  /** Where its part of the log begins. */
  logOffset: z.int(),
});

export type AgentRecord = z.output<typeof agentRecord>;

/** How an agent ended. */
export interface AgentEnd {
  readonly reason: ShutdownReason | undefined;
  /** It had not registered. */
  readonly failure: RegistrationFailure | undefined;
}

/** What all agents of an instance have in common. */
export interface AgentSetting extends Omit<AgentPlaceOptions, 'name'> {
  /** Started with `start --config-file F`. */
  readonly program: string;
  readonly configuration: AgentConfiguration;
  readonly env: NodeJS.ProcessEnv;
  readonly speed: number | undefined;
}

export interface AgentStart extends AgentParameterValues {
  /** Name of its folders. */
  readonly folderName: string;
  /** Name that it registers with. */
  readonly name: string;
  readonly logPath: string;
  readonly onRegistered: () => void;
}

/** One agent process, from its configuration file to the reason why it ended. */
export class AgentProcess {
  readonly ended: Promise<AgentEnd>;
  private hasEnded = false;
  /** When it was first seen that its hook has run, in milliseconds since the epoch. */
  private leavingSince: number | undefined;

  private constructor(
    readonly record: AgentRecord,
    private readonly place: AgentPlace,
    private readonly log: AgentLog,
    private readonly setting: AgentSetting,
    exited: Promise<unknown>,
    /** Undefined: it is registered, and its log may have been begun anew since it said so. */
    onRegistered: (() => void) | undefined,
  ) {
    const { bootLimitSeconds } = setting.configuration;
    const until = Date.now() + (bootLimitSeconds * 1000) / (setting.speed ?? 1);
    if (onRegistered) void this.awaitRegistration(onRegistered, until);
    else log.isRegistered = true;
    this.ended = exited.then(() => this.end());
  }

  static async start(setting: AgentSetting, options: AgentStart): Promise<AgentProcess> {
    const { configuration, platform, user, env, speed } = setting;
    const { folderName, name, token, logPath } = options;
    const place = new AgentPlace({ ...setting, name: folderName });
    await Promise.all([place.prepare(options.knownHosts), mkdir(dirname(logPath), { recursive: true, mode: 0o755 })]);
    const hooks = { shutdown: place.hookPath, ...userHooks(setting) };
    const settings = agentSettings(configuration, { name, token, hooks });
    await place.settings.create(settings.file, user);
    // A file, not a pipe: the agent has to outlive this process. Not readable by jobs.
    const output = await open(logPath, 'a', 0o640);
    try {
      const { size: logOffset } = await output.stat();
      const args = ['start', '--config-file', place.settings.path];
      const { home, temporary } = place;
      const base = agentEnvironment({ env, platform, home, temporary, userName: user?.name, speed });
      const { command, ...rest } = user?.command(setting.program, args, platform) ?? { command: setting.program, args };
      const child = spawn(command, rest.args, {
        ...('uid' in rest ? { uid: rest.uid, gid: rest.gid } : {}),
        cwd: home,
        env: { ...base, ...settings.environment },
        detached: true,
        stdio: ['ignore', output.fd, output.fd],
        windowsHide: true,
      });
      const exited = new Promise<void>((resolve) => {
        // 'exit', not 'close': a job's background process may hold the output open.
        child.once('exit', () => resolve()).once('error', () => resolve());
      });
      const pid = child.pid ?? 0;
      const start = startOf(pid);
      const record = { name: folderName, pid, ...(start === undefined ? {} : { start }), logPath, logOffset };
      const log = new AgentLog(logPath, logOffset);
      const agent = new AgentProcess(record, place, log, setting, exited, options.onRegistered);
      // An agent that cannot get its settings waits for them, and is of no use.
      place.settings.serve(settings.file, () => agent.hasEnded).catch(() => agent.kill());
      return agent;
    } finally {
      await output.close();
    }
  }

  /** Watches over an agent that another supervisor has started, which may have ended since. */
  static adopt(setting: AgentSetting, record: AgentRecord, onRegistered: (() => void) | undefined): AgentProcess {
    const place = new AgentPlace({ ...setting, name: record.name });
    const log = new AgentLog(record.logPath, record.logOffset);
    const agent = new AgentProcess(record, place, log, setting, gone(record), onRegistered);
    // It still waits for its settings, which went with the supervisor that had them.
    if (existsSync(place.settings.path)) agent.kill();
    return agent;
  }

  /** Asks the agent to end after its job. */
  interrupt(): void {
    if (!this.isRunning) return;
    if (this.setting.platform === 'win32') return void this.interruptOnWindows();
    try {
      process.kill(this.record.pid, 'SIGTERM');
    } catch {
      // It has ended in this moment.
    }
  }

  /** Ends what its job runs; the agent reports the job as failed. */
  stopJobs(): void {
    if (this.isRunning) killJobs(this.record.pid);
  }

  /** It runs a job, as its log tells. */
  async isAtWork(): Promise<boolean> {
    await this.log.read();
    return !this.hasEnded && workStates.includes(this.log.state ?? '');
  }

  kill(): void {
    if (this.isRunning) killTree(this.record.pid);
  }

  /** Its id is 0 where it could not be started at all. */
  private get isRunning(): boolean {
    return !this.hasEnded && this.record.pid > 0;
  }

  /** Ends an agent whose hook hangs: Semaphore has let it go, and nothing here would ever be done again. */
  async endIfLate(now: number): Promise<void> {
    if (this.hasEnded || (await this.place.reason()) === undefined) return;
    this.leavingSince ??= now;
    if (now - this.leavingSince > (hookSeconds * 1000) / (this.setting.speed ?? 1)) this.kill();
  }

  /** An agent that does not say that it has been told is ended once it has no job. */
  private async interruptOnWindows(): Promise<void> {
    const { run = runCommand } = this.setting;
    const [command, ...args] = consoleBreak(this.record.pid);
    // Whether that worked is in the agent's log.
    await run(command, args).catch(() => undefined);
    await delay(interruptPatience / (this.setting.speed ?? 1));
    while (!this.hasEnded) {
      await this.log.read();
      if (this.log.isInterrupted) return;
      // Some seconds are left until it asks Semaphore for a job again.
      if (!this.log.isRegistered || this.log.state === 'waiting-for-jobs') return this.kill();
      await delay(idlePause);
    }
  }

  private async awaitRegistration(onRegistered: () => void, until: number): Promise<void> {
    while (!this.hasEnded) {
      await this.log.read();
      if (this.log.isRegistered) {
        await this.place.settings.remove();
        return onRegistered();
      }
      // It would ask 30 times, with the same token and the same name.
      const isVain = this.log.failure === 'token-refused' || this.log.failure === 'name-taken';
      if (isVain || Date.now() > until) this.kill();
      await delay(logPause);
    }
  }

  private async end(): Promise<AgentEnd> {
    this.hasEnded = true;
    await this.place.settings.remove();
    // What it left running in its group has nobody to report to.
    killGroup(this.record.pid);
    await this.log.read();
    const { isRegistered, failure, reason } = this.log;
    if (!isRegistered) return { reason: undefined, failure: failure ?? 'crashed' };
    const told = await this.place.reason();
    // A job can write what the hook writes; it cannot write the log.
    return { reason: reason ?? (told === 'IDLE' ? 'UNKNOWN' : told), failure: undefined };
  }
}

function userHooks({ hooksFolder, platform }: AgentSetting) {
  const hook = (name: string) => {
    const path = join(hooksFolder, platform === 'win32' ? `${name}.ps1` : name);
    return existsSync(path) ? path : undefined;
  };
  return { preJob: hook('pre-job'), postJob: hook('post-job') };
}

async function gone({ pid, start }: AgentRecord): Promise<void> {
  while (isAlive(pid) && startOf(pid) === start) await delay(lifePause);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AgentConfiguration } from '../config/agent-configuration';
import { type AgentIdentity, type AgentSettings, agentSettings } from './agent-settings';
import { type ShutdownReason, shutdownReason } from './shutdown-reason';

/** The agent logs this line once it is registered. */
const registeredLine = 'Starting to poll for jobs';
/** Tells the supervisor why the agent ended: the agent runs `bash <path>` as it leaves. */
const shutdownHook = '#!/bin/bash\nprintf %s "$SEMAPHORE_AGENT_SHUTDOWN_REASON" > "$0.reason"\n';

export interface AgentProcessOptions {
  /** Started with `start --config-file F`. */
  readonly program: string;
  /** Folder of this agent, made here: its HOME, TMPDIR and files. */
  readonly folder: string;
  readonly configuration: AgentConfiguration;
  readonly identity: Omit<AgentIdentity, 'shutdownHookPath'>;
  /** known_hosts lines for the jobs. */
  readonly knownHosts: string | undefined;
  /** Time compression; the stand-in agent divides its waits by it. */
  readonly speed: number;
  readonly onRegistered: () => void;
}

/** One agent process, from its configuration file to the reason why it ended. */
export class AgentProcess {
  /** Why the agent ended; undefined when it did not say. */
  readonly ended: Promise<ShutdownReason | undefined>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: AgentProcessOptions,
  ) {
    this.ended = this.watch();
  }

  static async start(options: AgentProcessOptions): Promise<AgentProcess> {
    const { folder, configuration, identity, program } = options;
    const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')];
    await Promise.all([
      mkdir(join(home, '.ssh'), { recursive: true, mode: 0o700 }),
      mkdir(temporary, { recursive: true }),
    ]);
    const settings = agentSettings(configuration, { ...identity, shutdownHookPath: hookPath(folder) });
    await writeFiles(options, settings, home);
    const child = spawn(program, ['start', '--config-file', configPath(folder)], {
      cwd: home,
      env: {
        PATH: process.env.PATH,
        ...settings.environment,
        HOME: home,
        TMPDIR: temporary,
        AGENT_FLEET_SPEED: String(options.speed),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new AgentProcess(child, options);
  }

  /** Asks the agent to end after its job. */
  interrupt(): void {
    this.child.kill('SIGTERM');
  }

  private async watch(): Promise<ShutdownReason | undefined> {
    const { child, options } = this;
    const log = createWriteStream(join(options.folder, 'agent.log'));
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    lines.on('line', (line) => {
      log.write(`${line}\n`);
      if (line.includes(registeredLine)) void forget(options.folder).then(options.onRegistered);
    });
    child.stderr?.pipe(log, { end: false });
    await new Promise<void>((resolve) => {
      // 'exit', not 'close': a job's background process may hold the output open.
      child.once('exit', () => resolve()).once('error', () => resolve());
    });
    await forget(options.folder);
    log.end();
    const reason = await readFile(`${hookPath(options.folder)}.reason`, 'utf8').catch(() => undefined);
    return shutdownReason.optional().catch('UNKNOWN').parse(reason);
  }
}

/** The token is not needed after registration, and jobs must not find it. */
async function forget(folder: string): Promise<void> {
  await rm(configPath(folder), { force: true });
}

async function writeFiles({ folder, knownHosts }: AgentProcessOptions, settings: AgentSettings, home: string) {
  await writeFile(configPath(folder), settings.file, { mode: 0o600 });
  await writeFile(hookPath(folder), shutdownHook, { mode: 0o700 });
  if (knownHosts !== undefined) await writeFile(join(home, '.ssh', 'known_hosts'), knownHosts, { mode: 0o600 });
}

function configPath(folder: string): string {
  return join(folder, 'config.yaml');
}

function hookPath(folder: string): string {
  return join(folder, 'shutdown-hook');
}

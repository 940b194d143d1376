import { uptime } from 'node:os';
import { join } from 'node:path';
import { AgentGroup } from './agent-group';
import { AgentParameters, type AgentParameterValues } from './agent-parameters';
import type { AgentUser } from './agent-user';
import { Agents } from './agents';
import type { AwsClient } from './aws-client';
import { type BootTimes, bootMetrics } from './boot-metrics';
import { callerIdentityUrl } from './caller-identity-url';
import { usedPercent } from './disk-space';
import { type Environment, systemOn } from './environment';
import { describeError, type InstanceLog } from './instance-log';
import type { InstanceMetadata } from './instance-metadata';
import { hasIdlePlace } from './instance-state';
import { leaving } from './leaving';
import { leavingView } from './leaving-view';
import type { LogGroup } from './log-group';
import { rotateLog } from './log-rotation';
import { shipLogs } from './log-shipper';
import type { Machine } from './machine';
import { Notices } from './notices';
import { ParameterStore } from './parameter-store';
import type { RunState, RunStateFile } from './run-state';
import { Supervisor } from './supervisor';

/** Seconds that calls are tried which an instance cannot do without. */
const patienceSeconds = 120;
/** What EC2 leaves for a job's last report before it takes a Spot instance, in seconds. */
const reportSeconds = 15;

export interface InstanceProgramProps {
  readonly environment: Environment;
  readonly machine: Machine;
  readonly metadata: InstanceMetadata;
  readonly client: AwsClient;
  readonly logGroup: LogGroup | undefined;
  readonly stateFile: RunStateFile;
  readonly user: AgentUser | undefined;
  readonly log: InstanceLog;
  /** A new instance's, or what an earlier supervisor has left. */
  readonly run: RunState;
  /** Seconds of the boot limit that are left. */
  readonly bootSeconds: number;
  /** @default - read when they are needed */
  readonly values?: AgentParameterValues;
  /** Parts of the boot so far. @default - nothing is told of a boot */
  readonly times?: Pick<BootTimes, 'identified' | 'configured'>;
}

/** The supervisor of an instance whose configuration is known, with all its edges. */
export class InstanceProgram {
  readonly supervisor: Supervisor;
  private readonly notices: Notices;
  private readonly agents: Agents;
  private readonly troubles = new Set<string>();
  private isWarm: boolean;
  private startedAt: number;

  constructor(private readonly props: InstanceProgramProps) {
    const { environment, machine, metadata, client, run, user, log, stateFile } = props;
    const { configuration, instanceId } = run;
    const { speed = 1 } = environment;
    this.isWarm = run.state.phase === 'warming';
    this.startedAt = run.startedAt;
    const patience = (patienceSeconds * 1000) / speed;
    const store = new ParameterStore(client);
    const parameters = new AgentParameters(store, configuration, patience, props.values);
    const group = new AgentGroup(client, configuration.autoScalingGroup, instanceId, patience);
    const setting = {
      ...environment,
      program: environment.agent,
      configuration,
      env: process.env,
      platform: machine.platform,
      user,
    };
    const signedName = async () => callerIdentityUrl(await metadata.credentials(), client.now);
    this.agents = new Agents(
      {
        setting,
        instanceId,
        logFolder: environment.logFolder,
        parameters: () => parameters.values(),
        signedName: configuration.preSignedName ? signedName : undefined,
      },
      run.agents,
    );
    this.supervisor = new Supervisor({
      configuration,
      state: run.state,
      bootSeconds: props.bootSeconds,
      group,
      agents: this.agents,
      leaving: async ({ isClean, isRefused }) => {
        // The queue still wants this place, and nobody could use it: the scaler starts anew when it looks again.
        if (isRefused && configuration.wantedParameter !== undefined) return 'lower';
        const token = async () => (await parameters.values()).token;
        const view = await leavingView({ isClean, configuration, group, store, token, log });
        const answer = leaving(view);
        log('leaving', { answer, ...view });
        return answer;
      },
      powerOff: () => machine.powerOff(() => this.agents.kill()),
      exit: () => process.exit(0),
      save: (state) => {
        // The time in a warm pool does not count: not as boot, and not as age.
        if (this.isWarm && state.phase !== 'warming') this.startedAt = Date.now();
        this.isWarm = state.phase === 'warming';
        return stateFile.write({ ...run, state, startedAt: this.startedAt, agents: this.agents.recorded });
      },
      onBootFailed: (reason) => this.bootFailed(reason),
      onLaunched: (registeredAt) => this.launched(registeredAt),
      speed,
      log,
    });
    const { expireSeconds, diskLimitPercent } = configuration;
    this.notices = new Notices({
      metadata,
      diskPercent: () => usedPercent(environment.agentsFolder),
      diskLimitPercent,
      expiresAt: () => (expireSeconds === 0 ? undefined : this.startedAt + (expireSeconds * 1000) / speed),
      isWarming: () => this.supervisor.state.phase === 'warming',
      awsTime: () => client.now,
      reportMs: (reportSeconds * 1000) / speed,
      dispatch: (event) => void this.supervisor.dispatch(event),
      onError: (what, error) => this.trouble(what, error),
    });
  }

  /** What is to be done now and then. */
  async look(): Promise<void> {
    const now = Date.now();
    this.rotateLogs(now);
    await Promise.all([this.notices.look(now), this.agents.endLate(now), this.lookForWork()]);
  }

  private async lookForWork(): Promise<void> {
    if (!hasIdlePlace(this.supervisor.state)) return;
    if (await this.agents.areAtWork()) void this.supervisor.dispatch({ type: 'work-seen' });
  }

  private rotateLogs(now: number): void {
    const { logFolder } = this.props.environment;
    for (const path of [join(logFolder, 'supervisor.log'), ...this.agentLogs]) {
      try {
        rotateLog(path, now);
      } catch (error) {
        this.trouble('logs', error);
      }
    }
  }

  private get agentLogs(): string[] {
    const { agentsPerInstance } = this.props.run.configuration;
    return Array.from({ length: agentsPerInstance }, (_, slot) => this.agents.logPath(slot));
  }

  /** Tells once of something that is looked at every few seconds. */
  private trouble(what: string, error: unknown): void {
    const text = describeError(error);
    if (this.troubles.has(text)) return;
    this.troubles.add(text);
    this.props.log('cannot look', { what, error: text });
  }

  /** The reason has to be seen from outside: the instance, and its own log, are about to go. */
  private async bootFailed(reason: string): Promise<void> {
    const { log, logGroup } = this.props;
    log('boot failed', { reason });
    const { instanceId } = this.props.run;
    const line = JSON.stringify({ message: 'boot failed', instance: instanceId, reason });
    await logGroup?.write(line, new Date()).catch((error: unknown) => {
      log('log group not written', { error: describeError(error) });
    });
  }

  private async launched(registeredAt: number): Promise<void> {
    const { run, times, log, machine, environment } = this.props;
    const { configuration, instanceId } = run;
    const { startedAt } = this;
    const prefix = configuration.autoScalingGroup;
    // What was before a warm pool is no part of the way from there into service.
    if (times && startedAt === run.startedAt) {
      const inService = Date.now() - startedAt;
      const systemUp = environment.speed === undefined ? uptime() * 1000 - inService : undefined;
      log(
        'booted',
        bootMetrics(
          prefix,
          instanceId,
          { ...times, registered: registeredAt - startedAt, inService, systemUp },
          new Date(),
        ),
      );
    }
    if (environment.speed !== undefined) return;
    await shipLogs({ system: systemOn(machine.platform), prefix, agentLogs: this.agentLogs }).catch(
      (error: unknown) => {
        log('logs are not shipped', { error: describeError(error) });
      },
    );
  }
}

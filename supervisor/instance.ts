import { mkdir } from 'node:fs/promises';
import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentGroup } from './agent-group';
import { AgentUser } from './agent-user';
import { AwsClient } from './aws-client';
import { configure, type Identity, identify, resourcePrefix } from './boot';
import { runCommand } from './command';
import type { Environment } from './environment';
import { describeError, instanceLog } from './instance-log';
import { InstanceMetadata } from './instance-metadata';
import { InstanceProgram, type InstanceProgramProps } from './instance-program';
import { newInstance } from './instance-state';
import { LogGroup } from './log-group';
import { playedMachine, realMachine } from './machine';
import { blockMetadata } from './metadata-block';
import { isOfEarlierBoot, type RunState, RunStateFile } from './run-state';

/** Boot limit until the configuration says another one, in seconds. */
const defaultBootSeconds = 600;
/** Name of the launch hook where the configuration could not be read. */
const launchHook = 'launch';
/** Time between two looks at the metadata service and the disk, in seconds: Spot notices ask for five. */
const lookSeconds = 5;
/** However compressed time is: the processor is not. */
const leastLookMs = 100;

/** One instance from its start to its end: boots, or goes on where an earlier supervisor was ended. */
export class Instance {
  private readonly startedAt = Date.now();
  private readonly speed: number;
  private readonly metadata: InstanceMetadata;
  private readonly stateFile: RunStateFile;
  private readonly machine;
  private readonly log;
  private instanceId: string | undefined;
  private program: InstanceProgram | undefined;

  constructor(
    private readonly environment: Environment,
    platform: NodeJS.Platform,
    write: (line: string) => void,
  ) {
    this.speed = environment.speed ?? 1;
    this.metadata = new InstanceMetadata(environment.metadataEndpoint);
    this.stateFile = new RunStateFile(environment.runFolder);
    this.log = instanceLog(write, () => ({
      instance: this.instanceId,
      phase: this.program?.supervisor.state.phase ?? 'waiting',
    }));
    this.machine = environment.speed === undefined ? realMachine(platform, this.log) : playedMachine(platform);
  }

  async run(): Promise<never> {
    const before = await this.lastState();
    const program = before ? this.goOn(before) : await this.boot();
    this.program = program;
    const { supervisor } = program;
    process.on('SIGTERM', () => void supervisor.dispatch({ type: 'drain-wanted', cause: 'signal' }));
    if (before) await supervisor.resume();
    for (;;) {
      await program.look();
      await delay(Math.max(leastLookMs, (lookSeconds * 1000) / this.speed));
    }
  }

  private async lastState(): Promise<RunState | undefined> {
    const state = await this.stateFile.read();
    const bootedAt = Date.now() - uptime() * 1000;
    return state && !isOfEarlierBoot(state, this.machine.platform, bootedAt) ? state : undefined;
  }

  private async boot(): Promise<InstanceProgram> {
    const { metadata, log, speed, startedAt } = this;
    const limits = { until: startedAt + (defaultBootSeconds * 1000) / speed, speed, log };
    let identity: Identity | undefined;
    try {
      identity = await identify(metadata, limits);
      this.instanceId = identity.instanceId;
      log('booting');
      const identified = this.elapsed();
      const client = this.client(identity);
      const { configuration, ...values } = await configure(client, identity, limits);
      const { instanceId, region, domain } = identity;
      const state = newInstance(configuration.agentsPerInstance);
      const run = { instanceId, region, domain, configuration, state, agents: {}, startedAt };
      const user = await this.prepare(run);
      const times = { identified, configured: this.elapsed() };
      const bootSeconds = configuration.bootLimitSeconds - (this.elapsed() * speed) / 1000;
      return new InstanceProgram({ ...this.props(run, client, user), bootSeconds, values, times });
    } catch (error) {
      return this.fail(error, identity);
    }
  }

  private goOn(run: RunState): InstanceProgram {
    this.instanceId = run.instanceId;
    this.log('going on', { from: run.state.phase });
    const client = this.client(run);
    const elapsed = ((Date.now() - run.startedAt) * this.speed) / 1000;
    const bootSeconds = Math.max(0, run.configuration.bootLimitSeconds - elapsed);
    return new InstanceProgram({ ...this.props(run, client, this.findUser()), bootSeconds });
  }

  /** What has to be in place before the first agent. */
  private async prepare({ configuration }: RunState): Promise<AgentUser | undefined> {
    const { runFolder, agentsFolder } = this.environment;
    await Promise.all([runFolder, agentsFolder].map((path) => mkdir(path, { recursive: true, mode: 0o711 })));
    const user = this.findUser();
    const { platform } = this.machine;
    const hasAgentUser = user !== undefined;
    await blockMetadata({ configuration, hasAgentUser, platform, run: runCommand, log: this.log });
    return user;
  }

  private findUser(): AgentUser | undefined {
    const user = AgentUser.find(this.environment.agentUser);
    if (!user) this.log('agents run as the user of the supervisor', { agentUser: this.environment.agentUser });
    return user;
  }

  private client({ region, domain }: Pick<RunState, 'region' | 'domain'>): AwsClient {
    const credentials = () => this.metadata.credentials();
    return new AwsClient({ region, domain, endpoint: this.environment.awsEndpoint, credentials });
  }

  private props(
    run: RunState,
    client: AwsClient,
    user: AgentUser | undefined,
  ): Omit<InstanceProgramProps, 'bootSeconds'> {
    const { environment, machine, metadata, stateFile, log } = this;
    const logGroup = new LogGroup(client, run.configuration.autoScalingGroup, run.instanceId);
    return { environment, machine, metadata, client, logGroup, stateFile, user, log, run };
  }

  private elapsed(): number {
    return Date.now() - this.startedAt;
  }

  /** Nothing is known that could be run: says why, gives the launch up, and ends the machine. */
  private async fail(error: unknown, identity: Identity | undefined): Promise<never> {
    const reason = describeError(error);
    this.log('boot failed', { reason });
    const prefix = identity && resourcePrefix(identity.userData);
    if (identity && prefix !== undefined) {
      const client = this.client(identity);
      const { instanceId } = identity;
      const line = JSON.stringify({ message: 'boot failed', instance: instanceId, reason });
      const notTold = (failure: unknown) => this.log('not told', { error: describeError(failure) });
      // In this order: a launch that is given up ends the instance at once.
      await new LogGroup(client, prefix, instanceId).write(line, new Date()).catch(notTold);
      await new AgentGroup(client, prefix, instanceId, 10_000).completeHook(launchHook, 'ABANDON').catch(notTold);
    }
    this.machine.powerOff(() => {});
    return new Promise<never>(() => {});
  }
}

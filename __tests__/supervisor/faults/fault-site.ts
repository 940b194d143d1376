import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AutoScalingClient, DeleteLifecycleHookCommand } from '@aws-sdk/client-auto-scaling';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AgentConfiguration } from '../../../config/agent-configuration';
import type { Machine, MachineFlaws } from '../../../local/instance/machine';
import { processesOf } from '../../../local/instance/processes-of-folder';
import type { AgentTypeOptions } from '../../../local/semaphore/agent-type';
import type { FaultInput } from '../../../local/semaphore/faults';
import { type Hub, type HubOptions, startHub } from '../../../local/semaphore/hub';
import type { Job } from '../../../local/semaphore/job';
import { DeployedGroup } from '../../local/deployed-group';
import { eventually } from '../../local/eventually';
import { type FaultBed, speed } from './fault-bed';

/** A call that the emulator is to fail: see class Fault in local/emulator/calls.py. */
export interface AwsFault {
  readonly service: 'ssm' | 'autoscaling';
  readonly action?: string;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
  readonly drop?: boolean;
  readonly count?: number;
  /** Real seconds. */
  readonly forSeconds?: number;
  readonly skewedSeconds?: number;
  /** @default - the name of the site, which is in the name of every parameter and of the group */
  readonly containing?: string;
}

export type SemaphoreOptions = Pick<HubOptions, 'stsLookUp'> & Pick<AgentTypeOptions, 'naming'>;

export interface FaultSiteOptions {
  readonly configuration?: Partial<AgentConfiguration>;
  readonly flaws?: MachineFlaws;
  readonly semaphore?: SemaphoreOptions;
}

/** Real seconds that a slow machine may take on top of every stated time. */
const slackSeconds = 60;

/** One group with a Semaphore of its own, where one fault is shown. */
export class FaultSite {
  /** Names of all agents that have registered. */
  readonly registered = new Set<string>();
  private constructor(
    readonly bed: FaultBed,
    readonly name: string,
    readonly hub: Hub,
    readonly group: DeployedGroup,
  ) {
    hub.on((event) => {
      if (event.kind === 'agent') this.registered.add(event.agent.name);
    });
  }

  static async create(
    bed: FaultBed,
    name: string,
    { configuration, flaws = {}, semaphore: { naming, ...hubOptions } = {} }: FaultSiteOptions,
  ): Promise<FaultSite> {
    const token = tokenOf(name);
    const hub = await startHub({ ...hubOptions, speed, agentTypes: [{ name, token, naming }] });
    bed.flaws.set(name, flaws);
    const wantedParameter = `/agent-fleet/${name}/wanted`;
    const settings = { wantedParameter, ...configuration };
    const group = await DeployedGroup.create(bed.emulator, { name, hub, token, configuration: settings });
    const site = new FaultSite(bed, name, hub, group);
    // What the scaler writes: as many agents as there are jobs.
    await site.put(wantedParameter, JSON.stringify({ wanted: 1, spare: 0, min: 0, max: 5 }), 'String');
    return site;
  }

  /** Has AWS fail calls about this site until `repairAws`. */
  async failAws(fault: AwsFault): Promise<void> {
    const body = JSON.stringify({ containing: this.name, ...fault });
    const response = await fetch(`${this.bed.emulator.url}/agent-fleet/faults`, { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
  }

  async repairAws(containing = this.name): Promise<void> {
    const url = `${this.bed.emulator.url}/agent-fleet/faults?containing=${containing}`;
    await fetch(url, { method: 'DELETE' });
  }

  failSemaphore(...faults: FaultInput[]): void {
    this.hub.setFaults(faults);
  }

  async deleteToken(): Promise<void> {
    await this.ssm().send(new DeleteParameterCommand({ Name: `/tokens/${this.name}` }));
  }

  async putToken(): Promise<void> {
    await this.put(`/tokens/${this.name}`, tokenOf(this.name), 'SecureString');
  }

  async deleteHooks(): Promise<void> {
    const client = new AutoScalingClient(this.clientSettings());
    for (const LifecycleHookName of ['launch', 'terminate']) {
      await client.send(new DeleteLifecycleHookCommand({ AutoScalingGroupName: this.name, LifecycleHookName }));
    }
  }

  addJob(...commands: string[]): Job {
    return this.hub.addJob({ agentType: this.name, commands });
  }

  /** A job that does something and then waits for `letGo`. */
  addWaitingJob(...commands: string[]): Job {
    return this.addJob(...commands, `while ! [ -e '${this.flag}' ]; do sleep 0.05; done`);
  }

  async letGo(): Promise<void> {
    await writeFile(this.flag, '');
  }

  /** Raises desired capacity to 1, as the scaler would; the instance that is launched. */
  async launch(): Promise<string> {
    await this.group.setDesired(1);
    return this.next('');
  }

  /** The instance that is in the group after `previous`. */
  async next(previous: string): Promise<string> {
    const others = () => this.instances.find(({ instanceId }) => instanceId !== previous);
    const instance = await this.eventually(60, 'another instance', others, (found) => found !== undefined);
    return instance?.instanceId ?? '';
  }

  async desired(): Promise<number> {
    return (await this.group.describe()).desired;
  }

  async inService(seconds: number): Promise<void> {
    const isInService = () => this.instances.some(({ lifecycleState }) => lifecycleState === 'InService');
    await this.eventually(seconds, 'in service', isInService, (is) => is);
  }

  /** Waits until the instance no longer runs, for at most so many emulated seconds from now or from its start. */
  async gone(id: string, seconds: number): Promise<void> {
    const isThere = () => this.instances.some(({ instanceId }) => instanceId === id);
    await this.eventually(seconds, `${id} gone`, isThere, (is) => !is);
  }

  async running(job: Job): Promise<void> {
    await this.eventually(
      120,
      `job running`,
      () => this.hub.job(job.id).state,
      (state) => state === 'running',
    );
  }

  async finished(job: Job, seconds: number): Promise<Job> {
    return this.eventually(
      seconds,
      'job finished',
      () => this.hub.job(job.id),
      ({ state }) => state === 'finished',
    );
  }

  machine(id: string): Machine {
    const machine = this.bed.machines.get(id);
    if (machine === undefined) throw new Error(`${id} has no machine`);
    return machine;
  }

  /** Process ids of the agents that run on an instance. */
  agentPids(id: string): number[] {
    const pids = new Set(this.hub.agents(this.name).map(({ registration }) => registration.pid));
    return processesOf(this.bed.disk(id)).filter((pid) => pids.has(pid));
  }

  /** Kills the supervisor, and waits until its service manager has started it again. */
  async killSupervisor(id: string): Promise<void> {
    const { pid = 0 } = this.machine(id);
    process.kill(pid, 'SIGKILL');
    await this.eventually(
      60,
      'another supervisor',
      () => this.machine(id).pid,
      (now) => now !== pid,
    );
  }

  /** What the supervisor of an instance wrote. */
  log(id: string): string {
    return (this.bed.lines.get(id) ?? []).join('\n');
  }

  /** Waits for an empty group that wants no instance, and finds nothing left of those that it had. */
  async leavesNothing(seconds: number): Promise<void> {
    await this.eventually(
      seconds,
      'empty',
      () => this.instances.length,
      (left) => left === 0,
    );
    await this.eventually(
      60,
      'no place',
      () => this.desired(),
      (desired) => desired === 0,
    );
    for (const id of this.launched) {
      const disk = this.bed.disk(id);
      await this.eventually(
        60,
        'nothing left',
        () => existsSync(disk) || processesOf(disk).length,
        (left) => !left,
      );
      if (this.log(id).includes(tokenOf(this.name))) throw new Error(`the token is in the log of ${id}`);
    }
  }

  async stop(): Promise<void> {
    await this.hub.stop();
  }

  private get flag(): string {
    return join(this.bed.folder, `${this.name}.flag`);
  }

  /** Every instance that the group has had. */
  get launched(): string[] {
    return [...(this.bed.launched.get(this.name) ?? [])];
  }

  private get instances() {
    return this.bed.instances.filter(({ group }) => group === this.name);
  }

  /** @throws with the supervisors' logs when it does not hold within so many emulated seconds */
  async eventually<T>(
    seconds: number,
    what: string,
    read: () => Promise<T> | T,
    holds: (value: T) => boolean,
  ): Promise<T> {
    try {
      return await eventually(read, holds, seconds / speed + slackSeconds);
    } catch (cause) {
      const logs = this.launched.map((id) => `${id}:\n${this.log(id)}`).join('\n');
      throw new Error(`${this.name}: ${what}: ${cause instanceof Error ? cause.message : cause}\n${logs}`, { cause });
    }
  }

  private async put(Name: string, Value: string, Type: 'String' | 'SecureString'): Promise<void> {
    await this.ssm().send(new PutParameterCommand({ Name, Value, Type }));
  }

  private ssm(): SSMClient {
    return new SSMClient(this.clientSettings());
  }

  private clientSettings() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: this.bed.emulator.url, region: 'us-east-1', credentials };
  }
}

function tokenOf(name: string): string {
  return `secret-of-${name}`;
}

import type { Fleet } from '../../config/fleet';
import type { EmulatedInstance } from '../instance/emulated-instance';
import type { Hub } from '../semaphore/hub';
import type { HubEvent } from '../semaphore/hub-event';
import { waitOf } from '../semaphore/job';
import { InstanceClock } from './instance-clock';
import type { AgentTypePicture } from './picture';
import { scalerLine } from './scaler-line';

/** Agent states in which no job runs. */
const idleStates: readonly string[] = ['registered', 'waiting-for-jobs'];

export interface FleetWatchOptions {
  readonly fleet: Fleet;
  readonly hub: Hub;
  /** Told what happens: the agent type, and a short sentence. */
  readonly tell: (source: string, text: string) => void;
}

/** Follows instances, jobs and scaler decisions of a running fleet. */
export class FleetWatch {
  private hearsTroubles = true;
  private instances = new Map<string, EmulatedInstance>();
  private readonly decisions = new Map<string, { desired: number; reason: string }>();
  private readonly clock = new InstanceClock();
  private readonly agentTypes: ReadonlyMap<string, string>;

  constructor(private readonly options: FleetWatchOptions) {
    this.agentTypes = new Map(options.fleet.agentTypes.map(({ name, resourcePrefix }) => [resourcePrefix, name]));
    options.hub.on((event) => this.seeHub(event));
  }

  /** Instances that are there, however far on their way in or out. */
  get instanceCount(): number {
    return this.instances.size;
  }

  /** Everything is being taken down: functions find their things gone, and say so. */
  ignoreTroubles(): void {
    this.hearsTroubles = false;
  }

  instanceFigures() {
    return this.clock.figures(Date.now());
  }

  seeInstances(list: readonly EmulatedInstance[]): void {
    const running = list.filter(({ state }) => state === 'running').map(({ instanceId }) => instanceId);
    this.clock.see(running, Date.now());
    const now = new Map(list.map((instance) => [instance.instanceId, instance]));
    for (const [id, instance] of now) this.seeInstance(this.instances.get(id), instance);
    for (const [id, instance] of this.instances) {
      if (!now.has(id)) this.tell(instance.group, `${id} terminated`);
    }
    this.instances = now;
  }

  /** Takes a line of a deployed function's log. */
  seeFunctionLine(functionName: string, line: string): void {
    const agentType = this.agentTypes.get(functionName.replace(/-scaler$/, ''));
    const seen = scalerLine(line);
    if (agentType === undefined || !seen) return;
    if (seen.kind === 'decision') this.decisions.set(agentType, seen);
    else if (seen.kind === 'raised') {
      this.options.tell(agentType, `scaler ${seen.from} → ${seen.to}: ${seen.reason}`);
    } else this.seeTrouble(agentType, `scaler: ${seen.text}`);
  }

  /** Takes what went wrong around the fleet. */
  seeTrouble(source: string, error: unknown): void {
    if (this.hearsTroubles) this.options.tell(source, error instanceof Error ? error.message : String(error));
  }

  picture(): AgentTypePicture[] {
    const counts = new Map(this.options.hub.queue().map((each) => [each.agentType, each]));
    return this.options.fleet.agentTypes.map(({ name, resourcePrefix, size }) => {
      const { jobs = { queued: 0, running: 0, finished: 0 }, agents = {} } = counts.get(name) ?? {};
      const present = Object.entries(agents).filter(([state]) => state !== 'disconnected');
      const idle = sum(present.filter(([state]) => idleStates.includes(state)));
      const instances = [...this.instances.values()].filter(({ group }) => group === resourcePrefix);
      const { desired, reason } = this.decisions.get(name) ?? {};
      return {
        name,
        min: size.min,
        max: size.max,
        jobs,
        agents: { idle, busy: sum(present) - idle },
        desired,
        reason,
        instances: instances.map(({ lifecycleState, state }) => lifecycleState ?? state),
      };
    });
  }

  private seeInstance(before: EmulatedInstance | undefined, after: EmulatedInstance): void {
    const { instanceId, group, lifecycleState } = after;
    if (before?.lifecycleState === lifecycleState) return;
    if (lifecycleState === 'Pending') this.tell(group, `${instanceId} launched (${after.instanceType})`);
    if (lifecycleState === 'InService') this.tell(group, `${instanceId} in service: its agent is registered`);
    if (lifecycleState === 'Terminating:Wait') this.tell(group, `${instanceId} leaves`);
  }

  private seeHub(event: HubEvent): void {
    if (event.kind === 'registration-refused') {
      this.options.tell(event.agentType ?? 'semaphore', `registration refused: ${event.message}`);
    }
    if (event.kind !== 'job' || event.job.state !== 'finished') return;
    const { job } = event;
    const waited = (waitOf(job, event.at) / 1000).toFixed(1);
    const where = job.agent === null ? 'without an agent' : `on ${job.agent}`;
    this.options.tell(job.agentType, `${job.name} ${job.result ?? 'ended'} ${where}, waited ${waited} s`);
  }

  private tell(group: string | null, text: string): void {
    this.options.tell(this.agentTypes.get(group ?? '') ?? group ?? 'ec2', text);
  }
}

function sum(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((total, [, count]) => total + count, 0);
}

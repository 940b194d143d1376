import type { AgentType } from '../../config/fleet';
import type { RecordedAgent, RecordedAgentType, RecordedTick } from '../../simulator/recorded-run';
import type { EmulatedInstance } from '../instance/emulated-instance';
import type { HubEvent } from '../semaphore/hub-event';
import type { Job } from '../semaphore/job';
import { scalerLine } from './scaler-line';

type ListedInstance = Pick<EmulatedInstance, 'instanceId' | 'group' | 'lifecycleState' | 'launchTime'>;

interface SeenInstance {
  readonly id: string;
  readonly group: string;
  readonly launchedMs: number;
  leftMs: number | null;
  goneMs: number | null;
}

interface SeenAgent {
  readonly name: string;
  readonly readyMs: number;
  lastJobEndedMs: number | null;
  endedMs: number | null;
}

interface SeenTick {
  readonly group: string;
  readonly readMs: number;
  readonly decidedMs: number;
}

/** Notes what happens in a run and when, to be compared with a simulation. Times are real milliseconds since the epoch. */
export class RunRecorder {
  private readonly instances = new Map<string, SeenInstance>();
  private readonly agents: SeenAgent[] = [];
  private readonly ticks: SeenTick[] = [];
  /** When a group's scaler last raised it. */
  private readonly raisedMs = new Map<string, number>();

  /** @param speed how many times as fast the fleet's time runs */
  constructor(private readonly speed: number) {}

  /** Takes the instances that are there. */
  seeInstances(list: readonly ListedInstance[], now: number): void {
    for (const { instanceId: id, group, lifecycleState, launchTime } of list) {
      if (group === null) continue;
      const launchedMs = Date.parse(launchTime);
      const seen = this.instances.get(id) ?? { id, group, launchedMs, leftMs: null, goneMs: null };
      if (lifecycleState?.startsWith('Terminating')) seen.leftMs ??= now;
      this.instances.set(id, seen);
    }
    for (const seen of this.instances.values()) {
      if (seen.goneMs === null && !list.some(({ instanceId }) => instanceId === seen.id)) seen.goneMs = now;
    }
  }

  /** Takes what happens in Semaphore. */
  seeHub(event: HubEvent): void {
    if (event.kind === 'agent' && event.agent.state !== null && this.present(event.agent.name) === undefined) {
      const { name } = event.agent;
      this.agents.push({ name, readyMs: event.at, lastJobEndedMs: null, endedMs: null });
    }
    if (event.kind === 'agent-gone') {
      const agent = this.present(event.agent.name);
      if (agent) agent.endedMs = event.at;
    }
    if (event.kind === 'job' && event.job.state === 'finished' && event.job.agent !== null) {
      const agent = this.present(event.job.agent);
      if (agent) agent.lastJobEndedMs = event.job.finishedAt;
    }
  }

  /** Takes a line of a scaler's log. */
  seeScalerLine(group: string, line: string, now: number): void {
    const seen = scalerLine(line);
    if (seen?.kind === 'raised') this.raisedMs.set(group, now);
    if (seen?.kind !== 'decision' || seen.figuresAge === undefined) return;
    const readMs = now - (seen.figuresAge * 1000) / this.speed;
    const raisedMs = this.raisedMs.get(group) ?? readMs;
    // Later than that it only writes down what it has done.
    this.ticks.push({ group, readMs, decidedMs: raisedMs > readMs ? raisedMs : now });
  }

  /** Everything since `startMs`, in seconds of the fleet. */
  record(
    agentTypes: readonly Pick<AgentType, 'name' | 'resourcePrefix'>[],
    jobs: readonly Job[],
    startMs: number,
  ): RecordedAgentType[] {
    const seconds = (ms: number) => (Math.max(0, ms - startMs) * this.speed) / 1000;
    const now = Date.now();
    return agentTypes.map(({ name, resourcePrefix }) => ({
      name,
      jobs: jobs
        .filter(({ agentType }) => agentType === name)
        .map(({ queuedAt, assignedAt, finishedAt }) => ({
          arrival: seconds(queuedAt),
          wait: seconds(assignedAt ?? now) - seconds(queuedAt),
          duration: seconds(finishedAt ?? now) - seconds(assignedAt ?? now),
        })),
      instances: [...this.instances.values()]
        .filter(({ group }) => group === resourcePrefix)
        .map(({ id, launchedMs, leftMs, goneMs }) => ({
          launched: seconds(launchedMs),
          agents: this.agentsOf(id, seconds),
          left: seconds(leftMs ?? goneMs ?? now),
          gone: seconds(goneMs ?? now),
        })),
      ticks: this.ticksOf(resourcePrefix, startMs, seconds),
    }));
  }

  private present(name: string): SeenAgent | undefined {
    return this.agents.findLast((agent) => agent.name === name && agent.endedMs === null);
  }

  /** Agents are called after their instance. */
  private agentsOf(instanceId: string, seconds: (ms: number) => number): RecordedAgent[] {
    const own = this.agents.filter(({ name }) => name.includes(instanceId));
    const orNull = (ms: number | null) => (ms === null ? null : seconds(ms));
    return own.map(({ readyMs, lastJobEndedMs, endedMs }) => ({
      ready: seconds(readyMs),
      lastJobEnded: orNull(lastJobEndedMs),
      ended: orNull(endedMs),
    }));
  }

  private ticksOf(group: string, startMs: number, seconds: (ms: number) => number): RecordedTick[] {
    const own = this.ticks.filter((tick) => tick.group === group && tick.readMs >= startMs);
    return own.map(({ readMs, decidedMs }) => ({ read: seconds(readMs), decided: seconds(decidedMs) }));
  }
}

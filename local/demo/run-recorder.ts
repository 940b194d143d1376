import type { AgentType } from '../../config/fleet';
import type { RecordedAgentType } from '../../simulator/recorded-run';
import type { EmulatedInstance } from '../instance/emulated-instance';
import type { Job } from '../semaphore/job';

type ListedInstance = Pick<EmulatedInstance, 'instanceId' | 'group' | 'lifecycleState'>;

interface SeenInstance {
  readonly id: string;
  readonly group: string;
  readonly launchedMs: number;
  registeredMs: number | null;
  leftMs: number | null;
  goneMs: number | null;
}

/** Notes when instances come and go, to be compared with a simulation. */
export class RunRecorder {
  private readonly instances = new Map<string, SeenInstance>();

  /** Takes the instances that are there; `now` is in milliseconds. */
  see(list: readonly ListedInstance[], now: number): void {
    for (const { instanceId: id, group, lifecycleState } of list) {
      if (group === null) continue;
      const seen = this.instances.get(id) ?? {
        id,
        group,
        launchedMs: now,
        registeredMs: null,
        leftMs: null,
        goneMs: null,
      };
      if (lifecycleState === 'InService') seen.registeredMs ??= now;
      if (lifecycleState?.startsWith('Terminating')) seen.leftMs ??= now;
      this.instances.set(id, seen);
    }
    for (const seen of this.instances.values()) {
      if (seen.goneMs === null && !list.some(({ instanceId }) => instanceId === seen.id)) seen.goneMs = now;
    }
  }

  /** Everything since `startMs`, in seconds of a fleet whose time runs `speed` times as fast. */
  record(
    names: readonly Pick<AgentType, 'name' | 'resourcePrefix'>[],
    jobs: readonly Job[],
    startMs: number,
    speed: number,
  ): RecordedAgentType[] {
    const seconds = (ms: number) => (Math.max(0, ms - startMs) * speed) / 1000;
    const now = Date.now();
    return names.map(({ name, resourcePrefix }) => {
      const own = jobs.filter(({ agentType }) => agentType === name);
      const instances = [...this.instances.values()].filter(({ group }) => group === resourcePrefix);
      return {
        name,
        jobs: own.map(({ queuedAt, assignedAt, finishedAt }) => ({
          arrival: seconds(queuedAt),
          wait: seconds(assignedAt ?? now) - seconds(queuedAt),
          duration: seconds(finishedAt ?? now) - seconds(assignedAt ?? now),
        })),
        instances: instances.map(({ id, launchedMs, registeredMs, leftMs, goneMs }) => ({
          launched: seconds(launchedMs),
          registered: registeredMs === null ? null : seconds(registeredMs),
          lastJobEnded: lastEnd(own, id, seconds),
          left: seconds(leftMs ?? goneMs ?? now),
          gone: seconds(goneMs ?? now),
        })),
      };
    });
  }
}

/** Agents are called after their instance. */
function lastEnd(jobs: readonly Job[], instanceId: string, seconds: (ms: number) => number): number | null {
  const ends = jobs.flatMap(({ agent, finishedAt }) => (agent?.includes(instanceId) ? (finishedAt ?? []) : []));
  return ends.length === 0 ? null : seconds(Math.max(...ends));
}

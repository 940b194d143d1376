import type { WantedCapacity } from '../config/wanted-capacity';
import { type GroupSizes, type JobCounts, wantedInstances } from '../scaler-lambda/desired-capacity';

/** What an instance knows when its agents have all ended. */
export interface LeavingView {
  /** No job has run on it since its agents were started. */
  readonly isClean: boolean;
  readonly group: GroupSizes;
  /** Instances of the group that are not in service yet. */
  readonly pending: number;
  readonly agentsPerInstance: number;
  /** What the scaler has written; undefined where there is no scaler, or nothing that can be read. */
  readonly wanted: WantedCapacity | undefined;
  /** Jobs and registered agents at this moment, this instance's no longer among them; undefined when the queue cannot be asked. */
  readonly figures: { readonly jobs: JobCounts; readonly agents: number } | undefined;
}

/** `lower` takes its place in the group along, `replace` leaves it to a new instance, `stay` starts fresh agents. */
export type Leaving = 'lower' | 'replace' | 'stay';

/**
 * An instance leaves with its place when the others are enough; else it makes room for a new one, or is as good as one.
 * A group at its minimum keeps its size: AWS would refuse to lower it.
 */
export function leaving(view: LeavingView): Leaving {
  if (view.group.desired > view.group.min && canBeSpared(view)) return 'lower';
  return view.isClean ? 'stay' : 'replace';
}

function canBeSpared({ group, pending, agentsPerInstance, wanted, figures }: LeavingView): boolean {
  // Nobody wants more than the minimum.
  if (!wanted) return true;
  if (!figures) return group.desired > wanted.wanted;
  const { jobs, agents } = figures;
  if (group.desired <= wantedInstances(jobs, wanted.spare, wanted, agentsPerInstance)) return false;
  // Where agents share instances, the place of an agent that ended idle stays empty for a while.
  return agentsPerInstance === 1 || agents + pending * agentsPerInstance >= jobs.queued + jobs.running + wanted.spare;
}

import type { PolicyModel } from './policy-model';
import type { Scenario } from './scenario';
import { utilization, type WaitStatistics, waitStatistics } from './statistics';
import type { Timeline } from './timeline';
import type { Trace } from './trace';

/** What a policy costs, and what it makes jobs wait. */
export interface PolicyResult {
  /** Seconds. */
  readonly wait: WaitStatistics;
  readonly instanceHours: number;
  readonly boots: number;
  /** Dollars. */
  readonly cost: number;
  /** Share of the paid agent time in which jobs ran, from 0 to 1. */
  readonly utilization: number;
  /** Jobs that were lost with their instance (and run again), or that never started. */
  readonly lost: number;
}

export interface ComparedPolicy {
  readonly name: string;
  readonly result: PolicyResult;
  readonly timeline: Timeline;
}

export interface ComparisonProps {
  readonly trace: Trace;
  readonly scenario: Scenario;
  readonly policies: readonly PolicyModel[];
  /** Dollars an instance-hour. */
  readonly hourlyPrice: number;
}

/** Runs the same trace through each policy. */
export function comparePolicies({ trace, scenario, policies, hourlyPrice }: ComparisonProps): ComparedPolicy[] {
  return policies.map((policy) => {
    const outcome = policy.run(trace, scenario);
    const instanceHours = outcome.instanceSeconds / 3600;
    const result = {
      wait: waitStatistics(outcome.waits),
      instanceHours,
      boots: outcome.boots,
      cost: instanceHours * hourlyPrice,
      utilization: utilization(outcome),
      lost: outcome.lost,
    };
    return { name: policy.name, result, timeline: outcome.timeline };
  });
}

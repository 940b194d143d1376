import type { PolicyModel } from './policy-model';
import type { Scenario } from './scenario';
import type { SimulatedRun } from './simulation';
import { utilization, type WaitStatistics, waitStatistics } from './statistics';
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
  /** What it models, and where its rules come from. */
  readonly source: string;
  readonly result: PolicyResult;
  readonly run: SimulatedRun;
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
  return policies.map(({ name, source, run: play }) => {
    const run = play(trace, scenario);
    const instanceHours = run.instanceSeconds / 3600;
    const result = {
      wait: waitStatistics(run.waits),
      instanceHours,
      boots: run.boots,
      cost: instanceHours * hourlyPrice,
      utilization: utilization(run.busySeconds, run.instanceSeconds * run.agentsPerInstance),
      lost: run.lost,
    };
    return { name, source, result, run };
  });
}

/** What a policy came to over several agent types. */
export function totalResult(parts: readonly ComparedPolicy[]): PolicyResult {
  const sum = (figure: (part: ComparedPolicy) => number) => parts.reduce((total, part) => total + figure(part), 0);
  const waits = new Float64Array(sum(({ run }) => run.waits.length));
  let place = 0;
  for (const { run } of parts) {
    waits.set(run.waits, place);
    place += run.waits.length;
  }
  return {
    wait: waitStatistics(waits),
    instanceHours: sum(({ result }) => result.instanceHours),
    boots: sum(({ result }) => result.boots),
    cost: sum(({ result }) => result.cost),
    utilization: utilization(
      sum(({ run }) => run.busySeconds),
      sum(({ run }) => run.instanceSeconds * run.agentsPerInstance),
    ),
    lost: sum(({ result }) => result.lost),
  };
}

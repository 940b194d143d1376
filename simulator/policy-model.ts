import type { Policy } from './policy';
import type { Scenario } from './scenario';
import { type SimulatedRun, simulate } from './simulation';
import type { Trace } from './trace';

/** A named policy that traces can be run through. */
export interface PolicyModel {
  readonly name: string;
  /** What it models, and where its rules come from. */
  readonly source: string;
  run(trace: Trace, scenario: Scenario): SimulatedRun;
}

/** A policy that runs in the simulator; `create` makes one for each run, because policies may learn. */
export function simulated(name: string, source: string, create: (scenario: Scenario) => Policy): PolicyModel {
  return { name, source, run: (trace, scenario) => simulate(trace, create(scenario), scenario) };
}

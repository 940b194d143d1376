import { agentFleet } from '../policies/agent-fleet';
import type { Scenario } from '../scenario';
import { type WaitStatistics, waitStatistics } from '../statistics';
import { lastArrival, type Trace } from '../trace';
import { paretoFront, type Tradeoff } from './pareto-front';
import {
  currentSettings,
  neighbours,
  type SearchSpace,
  scenarioWith,
  startingSettings,
  type TunedSettings,
} from './tuned-settings';

/** Which wait is weighed against the instance-hours. */
export type WaitFigure = 'mean' | 'p95';

/** What some settings come to. */
export interface TunedResult extends Tradeoff {
  readonly settings: TunedSettings;
  readonly waits: WaitStatistics;
  readonly boots: number;
  readonly lost: number;
}

export interface SearchProps {
  readonly trace: Trace;
  readonly space: SearchSpace;
  readonly figure: WaitFigure;
  /** Most settings to try. */
  readonly most: number;
  /** Told after each how many were tried. */
  readonly onProgress: (tried: number) => void;
}

export interface SearchOutcome {
  /** The settings that the scenario came with. */
  readonly current: TunedResult;
  /** From the cheapest to the one that waits least. */
  readonly front: readonly TunedResult[];
  readonly tried: number;
}

/** Ticks and steps of jobs that a search may simulate: about 25 s of one processor. */
const effort = 1e7;
const fewest = 12;
const most = 200;

/** How many settings a search tries, so that it takes about as long for every trace, and always the same. */
export function searchEffort(trace: Trace): number {
  const steps = lastArrival(trace) / 10 + 10 * trace.arrivals.length;
  return Math.round(Math.min(most, Math.max(fewest, effort / Math.max(1, steps))));
}

/**
 * Looks for settings that wait and pay less: it starts from many, and then follows the steps from those that are best so
 * far, until no step leads further or enough were tried. Nothing in it is random but what the scenario's seed makes.
 */
export function search({ trace, space, figure, most: limit, onProgress }: SearchProps): SearchOutcome {
  const current = evaluate(currentSettings(space), trace, space.scenario, figure);
  const tried = new Set<string>();
  const results = [current];
  const attempt = (settings: TunedSettings) => {
    const key = JSON.stringify(settings);
    if (tried.has(key) || results.length >= limit) return;
    tried.add(key);
    results.push(evaluate(settings, trace, scenarioWith(settings, space), figure));
    onProgress(results.length);
  };
  for (const settings of startingSettings(space)) attempt(settings);
  for (let before = 0; before < results.length && results.length < limit; ) {
    before = results.length;
    for (const { settings } of paretoFront(results)) for (const next of neighbours(settings, space)) attempt(next);
  }
  return { current, front: paretoFront(results), tried: results.length };
}

function evaluate(settings: TunedSettings, trace: Trace, scenario: Scenario, figure: WaitFigure): TunedResult {
  const { waits, instanceSeconds, boots, lost } = agentFleet.run(trace, scenario);
  const statistics = waitStatistics(waits);
  return {
    settings,
    waits: statistics,
    wait: statistics[figure],
    instanceHours: instanceSeconds / 3600,
    boots,
    lost,
  };
}

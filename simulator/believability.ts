import { measuredScenario } from './measured-scenario';
import { agentFleet } from './policies/agent-fleet';
import { Random } from './random';
import type { RecordedAgentType } from './recorded-run';
import type { Scenario } from './scenario';
import { traceOf } from './trace';

/** What a run came to, in the figures that are compared. */
export interface RunFigures {
  readonly jobs: number;
  /** Seconds that jobs waited, all together and for each. */
  readonly waitSeconds: number;
  readonly meanWait: number;
  readonly instanceSeconds: number;
  readonly boots: number;
}

export interface Likeness {
  readonly recorded: RunFigures;
  /** Averages over runs with different seeds, */
  readonly simulated: RunFigures;
  /** the least that one of them came to, figure by figure, */
  readonly least: RunFigures;
  /** and the most. */
  readonly most: RunFigures;
}

/** Runs with different seeds: one run's syncs fall as they fall, */
const seeds = 20;
/** and what was seen within so many seconds of a tick may have been on either side of it. */
const blur = 1;

/** What was recorded beside what the simulator makes of the same jobs, ticks, boots and times to leave. */
export function compareWithSimulation(recorded: RecordedAgentType, settings: Scenario): Likeness {
  const scenario = measuredScenario(recorded, settings);
  const jobs = recorded.jobs.length;
  const runs = Array.from({ length: seeds }, (_, seed) => {
    const random = new Random(seed, 'blur');
    const blurred = recorded.jobs.map(({ arrival, duration }) => ({
      arrival: Math.max(0, arrival + random.between(-blur, blur)),
      duration,
    }));
    const { waits, instanceSeconds, boots } = agentFleet.run(traceOf(blurred), { ...scenario, seed });
    return { waitSeconds: total([...waits]), instanceSeconds, boots };
  });
  const over = (pick: (values: readonly number[]) => number) =>
    figures(
      jobs,
      pick(runs.map(({ waitSeconds }) => waitSeconds)),
      pick(runs.map(({ instanceSeconds }) => instanceSeconds)),
      pick(runs.map(({ boots }) => boots)),
    );
  return {
    recorded: figures(
      jobs,
      total(recorded.jobs.map(({ wait }) => wait)),
      total(recorded.instances.map(({ launched, gone }) => gone - launched)),
      recorded.instances.length,
    ),
    simulated: over((values) => total(values) / seeds),
    least: over((values) => Math.min(...values)),
    most: over((values) => Math.max(...values)),
  };
}

/** Several agent types together. */
export function togetherLike(likenesses: readonly Likeness[]): Likeness {
  const sum = (part: keyof Likeness) => {
    const all = likenesses.map((likeness) => likeness[part]);
    return figures(
      total(all.map(({ jobs }) => jobs)),
      total(all.map(({ waitSeconds }) => waitSeconds)),
      total(all.map(({ instanceSeconds }) => instanceSeconds)),
      total(all.map(({ boots }) => boots)),
    );
  };
  return { recorded: sum('recorded'), simulated: sum('simulated'), least: sum('least'), most: sum('most') };
}

function figures(jobs: number, waitSeconds: number, instanceSeconds: number, boots: number): RunFigures {
  return { jobs, waitSeconds, meanWait: jobs === 0 ? 0 : waitSeconds / jobs, instanceSeconds, boots };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

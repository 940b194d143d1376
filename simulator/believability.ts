import { agentFleet } from './policies/agent-fleet';
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
  readonly simulated: RunFigures;
}

/** Runs that are averaged: one run's ticks and syncs fall as they fall. */
const seeds = 20;

/** What was recorded beside what the simulator makes of the same jobs, boots and times to leave. */
export function compareWithSimulation(recorded: RecordedAgentType, settings: Scenario): Likeness {
  const scenario = measuredScenario(recorded, settings);
  const runs = Array.from({ length: seeds }, (_, seed) => {
    // Nobody knows how the jobs lay between two ticks.
    const shift = (seed / seeds) * scenario.tickInterval;
    const shifted = recorded.jobs.map(({ arrival, duration }) => ({ arrival: arrival + shift, duration }));
    return agentFleet.run(traceOf(shifted), { ...scenario, seed });
  });
  const average = (figure: (run: (typeof runs)[number]) => number) =>
    runs.reduce((sum, run) => sum + figure(run), 0) / seeds;
  const jobs = recorded.jobs.length;
  return {
    recorded: figures(
      jobs,
      recorded.jobs.reduce((sum, { wait }) => sum + wait, 0),
      recorded.instances.reduce((sum, { launched, gone }) => sum + gone - launched, 0),
      recorded.instances.length,
    ),
    simulated: figures(
      jobs,
      average(({ waits }) => waits.reduce((sum, wait) => sum + wait, 0)),
      average(({ instanceSeconds }) => instanceSeconds),
      average(({ boots }) => boots),
    ),
  };
}

/** Both of several agent types together. */
export function togetherLike(likenesses: readonly Likeness[]): Likeness {
  const total = (of: (likeness: Likeness) => RunFigures) => {
    const all = likenesses.map(of);
    const sum = (figure: (figures: RunFigures) => number) => all.reduce((total, each) => total + figure(each), 0);
    return figures(
      sum(({ jobs }) => jobs),
      sum(({ waitSeconds }) => waitSeconds),
      sum(({ instanceSeconds }) => instanceSeconds),
      sum(({ boots }) => boots),
    );
  };
  return { recorded: total(({ recorded }) => recorded), simulated: total(({ simulated }) => simulated) };
}

function figures(jobs: number, waitSeconds: number, instanceSeconds: number, boots: number): RunFigures {
  return { jobs, waitSeconds, meanWait: jobs === 0 ? 0 : waitSeconds / jobs, instanceSeconds, boots };
}

/** The scenario with the times that are given where the run took place: those to boot and those to leave. */
function measuredScenario({ instances }: RecordedAgentType, settings: Scenario): Scenario {
  const boots = instances.flatMap(({ launched, registered }) => (registered === null ? [] : [registered - launched]));
  const afterJob = instances
    .flatMap(({ lastJobEnded, gone }) => (lastJobEnded === null ? [] : [gone - lastJobEnded]))
    // The others had an idle agent before they left.
    .filter((gap) => gap < settings.idleTimeout * 0.8);
  const boot = boots.length === 0 ? settings.boot : mean(boots);
  return {
    ...settings,
    boot,
    bootTimes: boots,
    leaveTime: afterJob.length === 0 ? settings.leaveTime : mean(afterJob),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

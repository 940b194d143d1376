import type { Likeness } from '../../simulator/believability';
import type { RecordedAgentType } from '../../simulator/recorded-run';
import { type Job, waitOf } from '../semaphore/job';

/** One part of the demo and how long it took. */
export interface Phase {
  readonly name: string;
  /** Real seconds. */
  readonly seconds: number;
}

/** Real seconds that each instance ran, and how many ran at once. */
export interface InstanceFigures {
  readonly count: number;
  readonly peak: number;
  readonly seconds: number;
}

export interface SummaryInput {
  readonly jobs: readonly Job[];
  readonly instances: InstanceFigures;
  readonly phases: readonly Phase[];
  readonly speed: number;
  readonly likeness: Likeness;
  readonly recording: readonly RecordedAgentType[];
}

/** What the demo came to. Durations in seconds of the fleet's compressed time, unless they are called real. */
export interface Summary {
  readonly speed: number;
  readonly jobs: { readonly total: number; readonly passed: number };
  /** From being put in until an agent has the job. */
  readonly waitSeconds: { readonly p50: number; readonly p95: number };
  readonly realWaitSeconds: { readonly p50: number; readonly p95: number };
  readonly instances: { readonly count: number; readonly peak: number; readonly instanceSeconds: number };
  readonly realInstanceSeconds: number;
  readonly phases: readonly Phase[];
  readonly realSeconds: number;
  /** The same jobs in the simulator, with the times that instances took here to boot and to leave. */
  readonly likeness: Likeness;
  /** What happened in each agent type, and when. */
  readonly recording: readonly RecordedAgentType[];
}

export function summarize({ jobs, instances, phases, speed, likeness, recording }: SummaryInput): Summary {
  const waits = jobs.map((job) => waitOf(job, Date.now()) / 1000);
  const [p50, p95] = [percentile(waits, 50), percentile(waits, 95)];
  return {
    speed,
    jobs: { total: jobs.length, passed: jobs.filter(({ result }) => result === 'passed').length },
    waitSeconds: { p50: rounded(p50 * speed), p95: rounded(p95 * speed) },
    realWaitSeconds: { p50: rounded(p50), p95: rounded(p95) },
    instances: {
      count: instances.count,
      peak: instances.peak,
      instanceSeconds: Math.round(instances.seconds * speed),
    },
    realInstanceSeconds: rounded(instances.seconds),
    phases: phases.map(({ name, seconds }) => ({ name, seconds: rounded(seconds) })),
    realSeconds: rounded(phases.reduce((sum, { seconds }) => sum + seconds, 0)),
    likeness,
    recording,
  };
}

/** Nearest rank: the smallest value that at least `percent` of the values do not exceed; 0 without values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

/** The summary for people, one line an item. */
export function summaryLines(summary: Summary): string[] {
  const { jobs, waitSeconds, realWaitSeconds, instances, phases, speed, likeness } = summary;
  const { recorded, simulated } = likeness;
  return [
    `Jobs       ${jobs.passed} of ${jobs.total} passed`,
    `Waits      p50 ${waitSeconds.p50} s, p95 ${waitSeconds.p95} s (here, ${speed} times as fast: ${realWaitSeconds.p50} s and ${realWaitSeconds.p95} s)`,
    `Instances  ${instances.count}, at most ${instances.peak} at once; ${instances.instanceSeconds} instance seconds running (here ${summary.realInstanceSeconds})`,
    `Simulated  mean wait ${simulated.meanWait.toFixed(1)} s (this run ${recorded.meanWait.toFixed(1)} s); ${Math.round(simulated.instanceSeconds)} instance seconds from launch to end (this run ${Math.round(recorded.instanceSeconds)})`,
    `Took       ${summary.realSeconds} s: ${phases.map(({ name, seconds }) => `${name} ${seconds}`).join(', ')}`,
  ];
}

function rounded(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

import type { Random } from '../random';
import type { TraceJob } from '../trace';

export interface GeneratorOptions {
  readonly random: Random;
  /** Seconds. */
  readonly span: number;
  /** Multiplies the number of jobs. */
  readonly volume: number;
}

/** Makes a trace of a kind. */
export interface TraceGenerator {
  readonly name: string;
  readonly description: string;
  jobs(options: GeneratorOptions): Iterable<TraceJob>;
}

/** Durations of CI jobs: most take minutes, a few take long. */
export function jobDuration(random: Random, median = 240, spread = 0.8): number {
  return Math.min(2 * 3600, Math.max(10, random.logNormal(median, spread)));
}

import type { Random } from '../random';
import type { TraceJob } from '../trace';
import { poissonArrivals } from './arrivals';
import { type GeneratorOptions, jobDuration, type TraceGenerator } from './generator';
import { hour, officeActivity } from './week';

/** Seconds from the end of a stage to the jobs of the next. */
const handOver = 3;

/** Pipelines per second when the office is busiest. */
const busiest = 12 / hour;

export const pipelines: TraceGenerator = {
  name: 'pipelines',
  description: 'pipelines of four stages, each of one to six jobs that start when the stage before has ended',
  jobs: (options) => staged(options, busiest, (random) => Array.from({ length: 4 }, () => random.integer(1, 6))),
};

export const fanOut: TraceGenerator = {
  name: 'fan-out',
  description: 'a monorepo: one job finds out what changed, then 5 to 40 jobs at once, then one to report',
  jobs: (options) => staged(options, busiest / 3, (random) => [1, random.integer(5, 40), 1]),
};

/** Stages come one after the other as if no job waited: a trace says when jobs arrived, whatever the fleet was like. */
function* staged(
  { random, span, volume }: GeneratorOptions,
  highestRate: number,
  sizes: (random: Random) => readonly number[],
): Generator<TraceJob> {
  const rate = (time: number) => highestRate * volume * officeActivity(time);
  for (const start of poissonArrivals(random, span, highestRate * volume, rate)) {
    let arrival = start;
    for (const size of sizes(random)) {
      const durations = Array.from({ length: size }, () => jobDuration(random));
      for (const duration of durations) yield { arrival, duration };
      arrival += Math.max(...durations) + handOver;
    }
  }
}

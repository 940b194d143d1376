import type { Random } from '../random';

/**
 * Arrivals at a rate that changes (a Poisson process, by thinning).
 * @param rate jobs per second at a time, never more than `highestRate`
 */
export function* poissonArrivals(
  random: Random,
  span: number,
  highestRate: number,
  rate: (seconds: number) => number,
): Generator<number> {
  let time = 0;
  for (;;) {
    time += random.exponential(1 / highestRate);
    if (time >= span) return;
    if (random.uniform() * highestRate < rate(time)) yield time;
  }
}

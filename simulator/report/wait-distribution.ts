/** Points of the curves. */
const points = 240;
/** The longest waits, of so many of a hundred jobs, are left to the table: they would press the rest together. */
const shownPercent = 99.5;

/** How many jobs have started after which wait. */
export interface WaitDistribution {
  /** Seconds, rising. */
  readonly seconds: readonly number[];
  /** Percent of the jobs that waited no longer, a list for each policy. */
  readonly percents: readonly (readonly number[])[];
}

/** The distributions of several policies' waits, over the same seconds. */
export function waitDistributions(waits: readonly Float64Array[]): WaitDistribution {
  const sorted = waits.map((each) => each.slice().sort());
  const shown = sorted.map((each) => each[Math.max(0, Math.ceil((each.length * shownPercent) / 100) - 1)] ?? 0);
  const longest = Math.max(1, Math.ceil(Math.max(0, ...shown)));
  const seconds = Array.from({ length: points + 1 }, (_, point) => round((point * longest) / points));
  return { seconds, percents: sorted.map((each) => percentsWithin(each, seconds)) };
}

function percentsWithin(sorted: Float64Array, seconds: readonly number[]): number[] {
  let jobs = 0;
  return seconds.map((limit) => {
    while (jobs < sorted.length && (sorted[jobs] ?? 0) <= limit) jobs += 1;
    return sorted.length === 0 ? 100 : round((jobs * 100) / sorted.length);
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

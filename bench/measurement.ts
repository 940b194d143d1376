/** One figure of a benchmark. */
export interface Figure {
  readonly name: string;
  /** One value for each run. */
  readonly values: readonly number[];
  readonly unit: string;
  /** The median is to be this at most. @default - no target */
  readonly target?: number;
}

/** A part of the product that is measured. */
export interface Benchmark {
  readonly name: string;
  run(): Promise<readonly Figure[]>;
}

/** @throws for no values */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const [lower, upper] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (lower === undefined || upper === undefined) throw new Error('nothing was measured');
  return (lower + upper) / 2;
}

/** `a` for `runs` times, one after the other. */
export async function repeat<A>(runs: number, a: () => Promise<A>): Promise<A[]> {
  const results: A[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await a());
  return results;
}

/** `load to first tick  median 181 ms (170 to 220, 9 runs); target 250 ms: met` */
export function describeFigure({ name, values, unit, target }: Figure): string {
  const middle = median(values);
  const range = `${rounded(Math.min(...values))} to ${rounded(Math.max(...values))}, ${values.length} runs`;
  const spread = values.length > 1 ? ` (${range})` : '';
  const verdict = target === undefined ? '' : `; target ${target} ${unit}: ${middle <= target ? 'met' : 'MISSED'}`;
  return `${name.padEnd(58)} ${values.length > 1 ? 'median ' : ''}${rounded(middle)} ${unit}${spread}${verdict}`;
}

function rounded(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value.toFixed(value < 2 ? 2 : 1).replace(/\.0+$/, '');
}

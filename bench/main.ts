import type { Benchmark } from './measurement';
import { describeFigure } from './measurement';
import { scalerBundle } from './scaler-bundle';
import { scalerCompared } from './scaler-compared';
import { scalerRun } from './scaler-run';
import { supervisorBoot } from './supervisor-boot';
import { synth } from './synth';
import { thousandScalers } from './thousand-scalers';
import { demo, test } from './whole';

/** All benchmarks, quick ones first. */
const benchmarks: readonly Benchmark[] = [
  scalerBundle,
  scalerRun,
  supervisorBoot,
  scalerCompared,
  thousandScalers,
  synth,
  demo,
  test,
];

/** Runs the benchmarks whose names start with one of the arguments; all of them without arguments. */
async function main(prefixes: readonly string[]): Promise<void> {
  const wanted = benchmarks.filter(({ name }) => prefixes.length === 0 || prefixes.some((p) => name.startsWith(p)));
  if (wanted.length === 0)
    throw new Error(`no such benchmark; there are ${benchmarks.map(({ name }) => name).join(', ')}`);
  for (const benchmark of wanted) {
    console.log(`\n${benchmark.name}`);
    for (const figure of await benchmark.run()) console.log(`  ${describeFigure(figure)}`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

import { type Benchmark, repeat } from './measurement';
import { timeCommand } from './timed-command';

/** `make demo` from start to summary, everything being installed. */
export const demo: Benchmark = {
  name: 'make-demo',
  run: () => timeMake('demo', 3, 120),
};

/** All tests. */
export const test: Benchmark = {
  name: 'make-test',
  run: () => timeMake('test', 1, 8 * 60),
};

async function timeMake(goal: string, runs: number, target: number) {
  const results = await repeat(runs, () => timeCommand('make', [goal]));
  return [{ name: `make ${goal}`, values: results.map(({ seconds }) => seconds), unit: 's', target }];
}

import type { Trace } from '../../../simulator/trace';
import { generateTrace, generatorList } from '../../../simulator/traces/generator-list';
import { day, isWorkday } from '../../../simulator/traces/week';

const generators = generatorList.map((generator) => ({ name: generator.name, generator }));

function written({ arrivals, durations }: Trace): string {
  return `${arrivals.join()} ${durations.join()}`;
}

function jobsOf(name: string, seed = 1) {
  const generator = generatorList.find((candidate) => candidate.name === name);
  if (!generator) throw new Error(`no generator ${name}`);
  return generateTrace(generator, { seed, days: 7 });
}

test.each(generators)('$name: the same seed makes the same jobs, another seed makes others', ({ generator }) => {
  const make = (seed: number) => generateTrace(generator, { seed, days: 2 });
  expect(written(make(7))).toBe(written(make(7)));
  expect(written(make(7))).not.toBe(written(make(8)));
});

test.each(generators)('$name: jobs come in order and last 10 seconds to 2 hours', ({ generator }) => {
  const { arrivals, durations } = generateTrace(generator, { seed: 3, days: 7 });
  expect(arrivals.length).toBeGreaterThan(100);
  expect(arrivals.join()).toBe(arrivals.slice().sort().join());
  expect(Math.min(...durations)).toBeGreaterThanOrEqual(10);
  expect(Math.max(...durations)).toBeLessThanOrEqual(7200);
});

test.each(generators)('$name: twice the volume is about twice the jobs', ({ generator }) => {
  const count = (volume: number) => generateTrace(generator, { seed: 5, days: 28, volume }).arrivals.length;
  const ratio = count(2) / count(1);
  expect(ratio).toBeGreaterThan(1.6);
  expect(ratio).toBeLessThan(2.5);
});

test('offices sleep at the weekend, a trickle does not', () => {
  const shareOfWorkdays = (name: string) => {
    const { arrivals } = jobsOf(name);
    return arrivals.filter(isWorkday).length / arrivals.length;
  };
  expect(shareOfWorkdays('office-hours')).toBeGreaterThan(0.95);
  expect(shareOfWorkdays('idle-weekend')).toBeGreaterThan(0.98);
  expect(shareOfWorkdays('trickle')).toBeLessThan(0.8);
});

test('bursts come at once, 20 jobs or more', () => {
  const { arrivals } = jobsOf('bursts');
  const within = (time: number) => arrivals.filter((other) => Math.abs(other - time) <= 2).length;
  expect(Math.min(...Array.from(arrivals.slice(0, 100), within))).toBeGreaterThanOrEqual(20);
});

test('the nightly batch starts at two', () => {
  const { arrivals } = jobsOf('nightly');
  const atTwo = arrivals.filter((time) => time % day >= 7200 && time % day < 7260).length;
  expect(atTwo).toBeGreaterThanOrEqual(7 * 200);
});

test('stages follow one another: no pipeline is a single moment', () => {
  const { arrivals } = jobsOf('fan-out');
  const gaps = Array.from(arrivals.slice(1), (time, index) => time - (arrivals[index] ?? 0));
  expect(gaps.filter((gap) => gap === 0).length).toBeGreaterThan(0.5 * gaps.length);
});

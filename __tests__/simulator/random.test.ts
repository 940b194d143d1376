import fc from 'fast-check';
import { Random } from '../../simulator/random';

function draw(random: Random, count: number, next: (random: Random) => number): number[] {
  return Array.from({ length: count }, () => next(random));
}

test('the same seed and purpose give the same numbers', () => {
  const same = (seed: number, purpose: string) => {
    const [left, right] = [new Random(seed, purpose), new Random(seed, purpose)];
    return draw(left, 5, (random) => random.uniform()).join() === draw(right, 5, (random) => random.uniform()).join();
  };
  fc.assert(fc.property(fc.nat(), fc.string(), same));
});

test('another purpose or another seed gives other numbers', () => {
  const first = [new Random(1, 'boot'), new Random(1, 'sync'), new Random(2, 'boot')].map((random) => random.uniform());
  expect(new Set(first).size).toBe(3);
});

test('uniform numbers lie from 0 to 1 and average a half', () => {
  const numbers = draw(new Random(3, 'test'), 20_000, (random) => random.uniform());
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(mean(numbers)).toBeCloseTo(0.5, 1);
});

test('normal numbers have the mean and the deviation asked for', () => {
  const numbers = draw(new Random(4, 'test'), 20_000, (random) => random.normal(75, 12));
  const variance = mean(numbers.map((number) => (number - 75) ** 2));
  expect(Math.abs(mean(numbers) - 75)).toBeLessThan(0.5);
  expect(Math.abs(Math.sqrt(variance) - 12)).toBeLessThan(0.5);
});

test('exponential numbers have the mean asked for', () => {
  const numbers = draw(new Random(5, 'test'), 20_000, (random) => random.exponential(30));
  expect(Math.abs(mean(numbers) - 30)).toBeLessThan(1);
});

test('whole numbers reach both ends of their range and no further', () => {
  const numbers = draw(new Random(6, 'test'), 1000, (random) => random.integer(2, 5));
  expect([...new Set(numbers)].sort()).toEqual([2, 3, 4, 5]);
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

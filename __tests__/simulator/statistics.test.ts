import fc from 'fast-check';
import { utilization, waitStatistics } from '../../simulator/statistics';

test('percentiles are waits that jobs had, by nearest rank', () => {
  const waits = Float64Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(waitStatistics(waits)).toEqual({ mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
});

test('without jobs nobody waited', () => {
  expect(waitStatistics(new Float64Array())).toEqual({ mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
});

test('percentiles rise, and the mean lies between least and most', () => {
  const rises = (numbers: number[]) => {
    const { mean, p50, p95, p99, max } = waitStatistics(Float64Array.from(numbers));
    const tolerance = 1e-9 * max;
    return (
      p50 <= p95 && p95 <= p99 && p99 <= max && mean <= max + tolerance && mean >= Math.min(...numbers) - tolerance
    );
  };
  fc.assert(fc.property(fc.array(fc.float({ min: 0, max: 10_000, noNaN: true }), { minLength: 1 }), rises));
});

test('utilization is the share of the paid agent time in which jobs ran', () => {
  expect(utilization(60, 120)).toBe(0.5);
  expect(utilization(0, 0)).toBe(0);
});

import { traceOf } from '../../../simulator/trace';
import { generateTrace } from '../../../simulator/traces/generator-list';
import { officeHours } from '../../../simulator/traces/office-hours';
import { trickle } from '../../../simulator/traces/trickle';
import { busyHours } from '../../../simulator/tune/busy-hours';

const monday = Date.UTC(2024, 0, 1);

test('office hours are found in a trace of an office', () => {
  // Two offices, seven hours apart, that work from 8 to 19 each.
  expect(busyHours(generateTrace(officeHours, { seed: 1, days: 7 }), monday)).toEqual({ from: 9, to: 24 });
});

test('work all day long has no busy hours', () => {
  expect(busyHours(generateTrace(trickle, { seed: 1, days: 7 }), monday)).toBeUndefined();
});

test('weekends do not count, and the trace may start on any day and at any hour', () => {
  const jobs = traceOf([
    { arrival: 10 * 3600, duration: 100 },
    { arrival: 86_400 + 20 * 3600, duration: 900 },
  ]);
  const friday = Date.UTC(2024, 0, 5);
  expect(busyHours(jobs, friday)).toEqual({ from: 10, to: 11 });
  expect(busyHours(jobs, friday + 2 * 3_600_000)).toEqual({ from: 12, to: 13 });
});

test('without jobs there are none', () => {
  expect(busyHours(traceOf([]), monday)).toBeUndefined();
});

import fc from 'fast-check';
import { EventQueue } from '../../simulator/event-queue';

test('events happen in the order of their times, and those of one time in the order in which they were planned', () => {
  const happensInOrder = (times: number[]) => {
    const events = new EventQueue();
    const seen: { time: number; index: number }[] = [];
    times.forEach((time, index) => {
      events.at(time, () => seen.push({ time: events.now, index }));
    });
    while (events.step());
    const sorted = times.map((time, index) => ({ time, index })).sort((a, b) => a.time - b.time || a.index - b.index);
    expect(seen).toEqual(sorted);
  };
  fc.assert(fc.property(fc.array(fc.nat(20)), happensInOrder));
});

test('what is planned for the past happens now', () => {
  const events = new EventQueue();
  const times: number[] = [];
  events.at(10, () => events.at(5, () => times.push(events.now)));
  while (events.step());
  expect(times).toEqual([10]);
});

test('a step without events says so and leaves the clock alone', () => {
  const events = new EventQueue();
  expect(events.step()).toBe(false);
  expect(events.now).toBe(0);
});

import fc from 'fast-check';
import { desiredCapacity, type GroupSizes, type Headroom } from '../../scaler-lambda/desired-capacity';

const group: GroupSizes = { min: 0, max: 10, desired: 0 };
const one = { agentsPerInstance: 1 };

test.each<[string, number, number, Partial<GroupSizes>, Headroom | undefined, number]>([
  ['every job gets an instance, running or queued', 2, 3, {}, undefined, 5],
  ['no job, no instance', 0, 0, {}, undefined, 0],
  ['the minimum stays up without jobs', 0, 0, { min: 2 }, undefined, 2],
  ['below the minimum there is no headroom', 1, 0, { min: 2 }, { number: 3 }, 2],
  ['at the minimum there is headroom', 2, 0, { min: 2 }, { number: 3 }, 5],
  ['a number keeps that many up without jobs', 0, 0, {}, { number: 3 }, 3],
  ['a percentage keeps none up without jobs', 0, 0, {}, { percent: 50 }, 0],
  ['a percentage rounds up', 1, 2, {}, { percent: 10 }, 4],
  ['the maximum holds', 20, 5, {}, { number: 3 }, 10],
])('%s', (_, queued, running, sizes, headroom, expected) => {
  expect(desiredCapacity({ queued, running }, { ...group, ...sizes }, { ...one, headroom }).desired).toBe(expected);
});

test('agents that share an instance need fewer of them, and headroom counts instances', () => {
  const settings = { agentsPerInstance: 4, headroom: { percent: 50 } };
  expect(desiredCapacity({ queued: 4, running: 5 }, group, settings).desired).toBe(5);
});

test.each<[string, number, number, Partial<GroupSizes>, number]>([
  ['12 wanted: 9 running + 2 queued + 1 spare; capped at max 10', 2, 9, {}, 10],
  ['2 wanted: 0 running + 1 queued + 1 spare; raised to min 3', 1, 0, { min: 3 }, 3],
  ['3 wanted: 1 running + 1 queued + 1 spare; kept at 6, only instances that leave lower it', 1, 1, { desired: 6 }, 6],
])('the reason reads: %s', (reason, queued, running, sizes, desired) => {
  const headroom = sizes.min === undefined ? { number: 1 } : undefined;
  const expected = headroom ? reason : reason.replace('2 wanted', '1 wanted').replace(' + 1 spare', '');
  const decision = desiredCapacity({ queued, running }, { ...group, ...sizes }, { ...one, headroom });
  expect(decision).toEqual({ desired, reason: expected });
});

const settings = fc.record({
  agentsPerInstance: fc.integer({ min: 1, max: 64 }),
  headroom: fc.option(
    fc.oneof(
      fc.record({ number: fc.integer({ min: 1, max: 1000 }) }),
      fc.record({ percent: fc.integer({ min: 1, max: 1000 }) }),
    ),
    { nil: undefined },
  ),
});
const sizes = fc
  .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1200))
  .map(([one, other, desired]) => ({ min: Math.min(one, other), max: Math.max(one, other), desired }));
const jobs = fc.record({ queued: fc.nat(5000), running: fc.nat(5000) });

test('the desired capacity never falls, even from outside the sizes after a change by hand', () => {
  fc.assert(fc.property(jobs, sizes, settings, (j, s, t) => desiredCapacity(j, s, t).desired >= s.desired));
});

test('a raise ends within the sizes', () => {
  fc.assert(
    fc.property(jobs, sizes, settings, (j, s, t) => {
      const { desired } = desiredCapacity(j, s, t);
      return desired === s.desired || (desired >= s.min && desired <= s.max);
    }),
  );
});

test('the group is at the minimum at least, whatever its desired capacity was', () => {
  fc.assert(fc.property(jobs, sizes, settings, (j, s, t) => desiredCapacity(j, s, t).desired >= s.min));
});

test('every job has an agent, unless the group is at its maximum', () => {
  fc.assert(
    fc.property(jobs, sizes, settings, (j, s, t) => {
      const { desired } = desiredCapacity(j, s, t);
      return desired >= s.max || desired * t.agentsPerInstance >= j.queued + j.running;
    }),
  );
});

test('more jobs never mean fewer instances', () => {
  fc.assert(
    fc.property(jobs, fc.nat(100), sizes, settings, (j, more, s, t) => {
      const busier = { ...j, queued: j.queued + more };
      return desiredCapacity(busier, s, t).desired >= desiredCapacity(j, s, t).desired;
    }),
  );
});

test('a job that starts does not change the size', () => {
  fc.assert(
    fc.property(jobs, sizes, settings, (j, s, t) => {
      const started = { queued: 0, running: j.queued + j.running };
      return desiredCapacity(started, s, t).desired === desiredCapacity(j, s, t).desired;
    }),
  );
});

test('deciding again after the raise raises no further', () => {
  fc.assert(
    fc.property(jobs, sizes, settings, (j, s, t) => {
      const { desired } = desiredCapacity(j, s, t);
      return desiredCapacity(j, { ...s, desired }, t).desired === desired;
    }),
  );
});

test('without headroom no instance is beyond what jobs and minimum need', () => {
  fc.assert(
    fc.property(jobs, sizes, fc.integer({ min: 1, max: 64 }), (j, s, agentsPerInstance) => {
      const { desired } = desiredCapacity(j, s, { agentsPerInstance });
      return desired === s.desired || desired <= Math.max(s.min, Math.ceil((j.queued + j.running) / agentsPerInstance));
    }),
  );
});

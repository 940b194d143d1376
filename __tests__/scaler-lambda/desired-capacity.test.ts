import fc from 'fast-check';
import { desiredCapacity, type GroupSizes } from '../../scaler-lambda/desired-capacity';

const group: GroupSizes = { min: 0, max: 10, desired: 0 };
const one = { agentsPerInstance: 1, spare: 0, vacant: 0 };

test.each<[string, number, number, Partial<GroupSizes>, number, number]>([
  ['every job gets an instance, running or queued', 2, 3, {}, 0, 5],
  ['no job, no instance', 0, 0, {}, 0, 0],
  ['the minimum stays up without jobs', 0, 0, { min: 2 }, 0, 2],
  ['jobs and spare agents that the minimum covers need no more', 1, 0, { min: 2 }, 1, 2],
  ['spare agents come on top of the jobs', 2, 0, { min: 2 }, 3, 5],
  ['spare agents are up without jobs', 0, 0, {}, 3, 3],
  ['the maximum holds', 20, 5, {}, 3, 10],
])('%s', (_, queued, running, sizes, spare, expected) => {
  const { desired } = desiredCapacity({ queued, running }, { ...group, ...sizes }, { ...one, spare });
  expect(desired).toBe(expected);
});

test('agents that share an instance need fewer of them, and spare agents are no instances', () => {
  const want = { agentsPerInstance: 4, spare: 3, vacant: 0 };
  expect(desiredCapacity({ queued: 4, running: 5 }, group, want)).toEqual({
    desired: 3,
    wanted: 3,
    reason: '3 wanted: (5 running + 4 queued + 3 spare) at 4 agents an instance',
  });
});

test.each<[string, number, number, Partial<GroupSizes>, number]>([
  ['12 wanted: 9 running + 2 queued + 1 spare; capped at max 10', 2, 9, {}, 10],
  ['2 wanted: 0 running + 1 queued + 1 spare; raised to min 3', 1, 0, { min: 3 }, 3],
  ['3 wanted: 1 running + 1 queued + 1 spare; kept at 6, only instances that leave lower it', 1, 1, { desired: 6 }, 6],
])('the reason reads: %s', (reason, queued, running, sizes, desired) => {
  const decision = desiredCapacity({ queued, running }, { ...group, ...sizes }, { ...one, spare: 1 });
  expect(decision).toMatchObject({ desired, reason });
});

test('instances for jobs that find no agent are told apart', () => {
  const want = { agentsPerInstance: 4, spare: 0, vacant: 2 };
  expect(desiredCapacity({ queued: 5, running: 1 }, group, want)).toMatchObject({
    desired: 4,
    reason: '4 wanted: (1 running + 5 queued) at 4 agents an instance + 2 for jobs without a free agent',
  });
});

const wants = fc.record({
  agentsPerInstance: fc.integer({ min: 1, max: 64 }),
  spare: fc.nat(1000),
  vacant: fc.nat(100),
});
const sizes = fc
  .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1200))
  .map(([one, other, desired]) => ({ min: Math.min(one, other), max: Math.max(one, other), desired }));
const jobs = fc.record({ queued: fc.nat(5000), running: fc.nat(5000) });

test('the desired capacity never falls, even from outside the sizes after a change by hand', () => {
  fc.assert(fc.property(jobs, sizes, wants, (j, s, w) => desiredCapacity(j, s, w).desired >= s.desired));
});

test('a raise ends within the sizes', () => {
  fc.assert(
    fc.property(jobs, sizes, wants, (j, s, w) => {
      const { desired } = desiredCapacity(j, s, w);
      return desired === s.desired || (desired >= s.min && desired <= s.max);
    }),
  );
});

test('the group is at the minimum at least, whatever its desired capacity was', () => {
  fc.assert(fc.property(jobs, sizes, wants, (j, s, w) => desiredCapacity(j, s, w).desired >= s.min));
});

test('every job and every spare agent has a place, unless the group is at its maximum', () => {
  fc.assert(
    fc.property(jobs, sizes, wants, (j, s, w) => {
      const { desired } = desiredCapacity(j, s, w);
      return desired >= s.max || desired * w.agentsPerInstance >= j.queued + j.running + w.spare;
    }),
  );
});

test('more jobs never mean fewer instances', () => {
  fc.assert(
    fc.property(jobs, fc.nat(100), sizes, wants, (j, more, s, w) => {
      const busier = { ...j, queued: j.queued + more };
      return desiredCapacity(busier, s, w).desired >= desiredCapacity(j, s, w).desired;
    }),
  );
});

test('without spare agents no instance is beyond what jobs and minimum need', () => {
  fc.assert(
    fc.property(jobs, sizes, fc.integer({ min: 1, max: 64 }), (j, s, agentsPerInstance) => {
      const { desired } = desiredCapacity(j, s, { agentsPerInstance, spare: 0, vacant: 0 });
      return desired === s.desired || desired <= Math.max(s.min, Math.ceil((j.queued + j.running) / agentsPerInstance));
    }),
  );
});

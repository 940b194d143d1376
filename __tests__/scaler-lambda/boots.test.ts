import fc from 'fast-check';
import {
  type Boots,
  type GroupInstance,
  jobsEnded,
  noBoots,
  observeBoots,
  pauseAfterFailures,
} from '../../scaler-lambda/boots';

const pending = (id: string): GroupInstance => ({ id, state: 'pending' });
const inService = (id: string): GroupInstance => ({ id, state: 'in-service' });

const desired = 9;

function after(...looks: readonly (readonly [number, readonly GroupInstance[]])[]): Boots {
  return looks.reduce((boots, [now, instances]) => observeBoots(boots, now, instances, desired), noBoots);
}

test('a boot lasts from the first look at the instance until it is in service', () => {
  expect(after([100, [pending('a')]], [130, [pending('a')]], [182, [inService('a')]]).seconds).toBe(82);
});

test('boot times change slowly: one slow boot is not believed at once', () => {
  const looks = Array.from({ length: 40 }, (_, boot): [number, GroupInstance[]][] => [
    [1000 * boot, [pending(`${boot}`)]],
    [1000 * boot + 80, [inService(`${boot}`)]],
  ]).flat();
  const slow = observeBoots(
    observeBoots(after(...looks), 90_000, [pending('slow')], desired),
    90_600,
    [inService('slow')],
    desired,
  );
  expect(after(...looks).seconds).toBeCloseTo(80, 5);
  expect(slow.seconds).toBeCloseTo(80 + 0.2 * 520, 5);
});

test('an instance that was in service when first seen says nothing about boots', () => {
  expect(after([100, [inService('a')]], [110, [inService('a')]])).toEqual({ ...noBoots, desired });
});

test('an instance that goes before it serves is a failed launch; the next one that serves makes up for two', () => {
  const failed = after([0, [pending('a'), pending('b')]], [600, [{ id: 'a', state: 'leaving' }]]);
  expect(failed).toMatchObject({ failed: 2, failedAt: 600, pending: [] });
  expect(observeBoots(observeBoots(failed, 700, [pending('c')], desired), 780, [inService('c')], desired).failed).toBe(
    0,
  );
});

test('an instance that goes because the group was lowered is no failed launch', () => {
  const booting = observeBoots(noBoots, 0, [pending('a'), pending('b'), pending('c')], 3);
  expect(observeBoots(booting, 10, [pending('c')], 1).failed).toBe(0);
  expect(observeBoots(booting, 10, [], 1).failed).toBe(1);
});

test('an instance that ran a short job between two looks is no failed launch', () => {
  const booting = observeBoots(noBoots, 0, [pending('a'), pending('b')], 3);
  expect(observeBoots(jobsEnded(jobsEnded(booting, 1), 1), 30, [], 3).failed).toBe(0);
  expect(observeBoots(jobsEnded(booting, 1), 30, [], 3).failed).toBe(1);
});

test('where a quota admits some agents, launches that it refuses are not made up for by those that it admits', () => {
  let boots = noBoots;
  for (let minute = 0; minute < 10; minute += 1) {
    const launched = ['refused-1', 'refused-2', 'refused-3', 'admitted'].map((id) => pending(`${id}-${minute}`));
    boots = observeBoots(boots, 120 * minute, launched, 9);
    boots = observeBoots(boots, 120 * minute + 90, [inService(`admitted-${minute}`)], 9);
  }
  expect(pauseAfterFailures(boots, 120 * 10)).toBeGreaterThan(0);
});

test('pauses begin after three failures, grow, end, and are never longer than a quarter of an hour', () => {
  const pause = (failed: number, since: number) =>
    pauseAfterFailures({ ...noBoots, failed, failedAt: 1000 }, 1000 + since);
  expect([0, 2, 3, 4, 5].map((failed) => pause(failed, 0))).toEqual([0, 0, 30, 60, 120]);
  expect(pause(4, 45)).toBe(15);
  expect(pause(4, 61)).toBe(0);
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), (failed, since) => pause(failed, since) <= 900 - Math.min(900, since)),
  );
});

test('whatever comes and goes, boot times stay within what can be', () => {
  const look = fc.tuple(
    fc.integer({ min: -100, max: 20_000 }),
    fc.array(
      fc.record({ id: fc.constantFrom('a', 'b', 'c'), state: fc.constantFrom('pending', 'in-service', 'leaving') }),
      {
        maxLength: 4,
      },
    ),
  );
  const isSound = (looks: [number, GroupInstance[]][]) => {
    const boots = after(...looks);
    expect(boots.seconds ?? 5).toBeGreaterThanOrEqual(5);
    expect(boots.seconds ?? 5).toBeLessThanOrEqual(7200);
    expect(boots.failed).toBeGreaterThanOrEqual(0);
  };
  fc.assert(fc.property(fc.array(look, { maxLength: 12 }), isSound));
});

import fc from 'fast-check';
import { holdingSchedule, type SizeSchedule, scheduledSizes } from '../../scaler-lambda/size-schedule';

const berlin = 'Europe/Berlin';
const day = { cron: '0 7 * * MON-FRI', timeZone: berlin, min: 5 };
const night = { cron: '0 19 * * MON-FRI', timeZone: berlin, max: 20 };
const group = { min: 1, max: 50, desired: 3 };

function sizesAt(time: string, schedules: readonly SizeSchedule[] = [day, night]) {
  return scheduledSizes(group, schedules, Date.parse(time));
}

test.each([
  ['a weekday', '2026-11-18T12:00+01:00', '5 to 50 by schedule 0 7 * * MON-FRI Europe/Berlin'],
  ['the very moment at which it begins', '2026-11-18T07:00+01:00', '5 to 50 by schedule 0 7 * * MON-FRI Europe/Berlin'],
  ['the moment before', '2026-11-18T06:59:59.999+01:00', '1 to 20 by schedule 0 19 * * MON-FRI Europe/Berlin'],
  ['the night', '2026-11-18T23:00+01:00', '1 to 20 by schedule 0 19 * * MON-FRI Europe/Berlin'],
  [
    "a weekend, which is Friday night's",
    '2026-11-22T12:00+01:00',
    '1 to 20 by schedule 0 19 * * MON-FRI Europe/Berlin',
  ],
])('%s has the sizes of the schedule that fired last', (_, time, schedule) => {
  expect(sizesAt(time).schedule).toBe(schedule);
});

test('sizes that a schedule leaves out are those of the group, and what the group has is left alone', () => {
  expect(sizesAt('2026-11-18T12:00Z')).toMatchObject({ min: 5, max: 50, desired: 3 });
  expect(sizesAt('2026-11-18T22:00Z')).toMatchObject({ min: 1, max: 20, desired: 3 });
});

test('without schedules the sizes are those of the group', () => {
  expect(sizesAt('2026-11-18T12:00Z', [])).toEqual({ ...group, schedule: undefined });
});

test('of two schedules that fire at one moment the later one of the file holds', () => {
  const utc = { cron: '0 6 * * *', timeZone: 'UTC' };
  expect(holdingSchedule([day, utc], Date.parse('2026-11-18T06:30Z'))).toBe(utc);
  expect(holdingSchedule([utc, day], Date.parse('2026-11-18T06:30Z'))).toBe(day);
});

test.each([
  ['February 29', '0 0 29 2 *', '0 0 1 1 *', '2024-12-31T23:59Z', '2028-02-28T23:59Z'],
  ['the last day of a month', '0 0 L * *', '0 0 15 * *', '2026-11-14T23:59Z', '2026-11-29T23:59Z'],
])('a time that is rare is found, however long ago: %s', (_, cron, otherCron, now, later) => {
  const [rare, other] = [
    { cron, timeZone: 'UTC' },
    { cron: otherCron, timeZone: 'UTC' },
  ];
  expect(holdingSchedule([rare, other], Date.parse(now))).toBe(rare);
  expect(holdingSchedule([rare, other], Date.parse(later))).toBe(other);
});

// Clocks go from 2:00 to 3:00 on March 29, 2026 and from 3:00 to 2:00 on October 25.
test.each([
  ['in winter', '2026-03-28T01:30Z', '2026-03-28T01:29Z'],
  ['a time that is skipped in spring fires as the clocks change', '2026-03-29T01:00Z', '2026-03-29T00:59Z'],
  ['in summer', '2026-06-01T00:30Z', '2026-06-01T00:29Z'],
  ['a time that comes twice in autumn fires the first time', '2026-10-25T00:30Z', '2026-10-25T00:29Z'],
])('summer time is followed: %s', (_, fired, before) => {
  const [early, midnight] = [
    { cron: '30 2 * * *', timeZone: berlin },
    { cron: '0 0 * * *', timeZone: berlin },
  ];
  expect(holdingSchedule([early, midnight], Date.parse(fired))).toBe(early);
  expect(holdingSchedule([early, midnight], Date.parse(before))).toBe(midnight);
});

test('a time that comes twice in autumn does not fire again', () => {
  const [twice, between] = [
    { cron: '30 2 * * *', timeZone: berlin },
    { cron: '45 2 * * *', timeZone: berlin },
  ];
  expect(holdingSchedule([twice, between], Date.parse('2026-10-25T01:30Z'))).toBe(between);
});

const half = 30 * 60_000;
/** Weeks with a change of the clocks, and one without. */
const weeks = ['2026-03-23', '2026-06-01', '2026-10-19', '2026-11-01'].map((date) => Date.parse(date));
const zones = ['UTC', berlin, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'];

/** Hour, minute and day of the week in a zone, looked up in a table because asking for them is slow. */
const clocks = new Map(
  zones.map((timeZone) => {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
    const from = weeks.flatMap((start) => Array.from({ length: 15 * 48 }, (_, index) => start + (index - 336) * half));
    return [timeZone, new Map(from.map((time) => [time, format.format(time).replace(',', '')]))] as const;
  }),
);
const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const schedule = fc
  .record({
    hour: fc.integer({ min: 4, max: 23 }),
    minute: fc.constantFrom(0, 30),
    days: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    timeZone: fc.constantFrom(...zones),
    min: fc.option(fc.nat(60), { nil: undefined }),
    max: fc.option(fc.nat(60), { nil: undefined }),
  })
  .map(({ hour, minute, days, ...rest }) => ({
    ...rest,
    cron: `${minute} ${hour} * * ${days.join(',')}`,
    fires: days.map((one) => `${names[one]} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`),
  }));
const schedules = fc.array(schedule, { minLength: 1, maxLength: 4 });
const moment = fc.tuple(fc.constantFrom(...weeks), fc.nat(7 * 48 - 1)).map(([week, index]) => week + index * half);

/** Looks at the clocks of the last week, one half hour after the other. */
function lastByTheClock(all: readonly (SizeSchedule & { readonly fires: readonly string[] })[], now: number) {
  for (let time = now; time > now - 8 * 48 * half; time -= half) {
    const found = all.findLast(({ timeZone, fires }) => fires.includes(clocks.get(timeZone)?.get(time) ?? ''));
    if (found) return found;
  }
  return undefined;
}

test('exactly one schedule holds at any time, and it is the one that a look at the clocks finds', () => {
  fc.assert(
    fc.property(schedules, moment, fc.nat(half - 1), (all, time, later) => {
      expect(holdingSchedule(all, time + later)).toBe(lastByTheClock(all, time));
    }),
    { numRuns: 300 },
  );
});

test('scheduled sizes stay within those of the group, with min at most max, whatever was changed by hand', () => {
  const sizes = fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60));
  fc.assert(
    fc.property(schedules, moment, sizes, (all, now, [one, other, desired]) => {
      const own = { min: Math.min(one, other), max: Math.max(one, other), desired };
      const { min, max, desired: same } = scheduledSizes(own, all, now);
      return own.min <= min && min <= max && max <= own.max && same === desired;
    }),
  );
});

import { sizeChanges } from '../../simulator/size-changes';

const day = 86_400;
const monday = Date.UTC(2024, 0, 1);
const office = [
  { cron: '0 8 * * MON-FRI', timeZone: 'UTC', min: 4 },
  { cron: '0 18 * * *', timeZone: 'UTC', min: 0 },
];

test('schedules become changes at their times, after the sizes that hold at the start', () => {
  const changes = sizeChanges({ schedules: office, min: 0, max: 9, start: monday, span: 2 * day });
  expect(changes).toEqual([
    { at: 0, min: 0, max: 9 },
    { at: 8 * 3600, min: 4, max: 9 },
    { at: 18 * 3600, min: 0, max: 9 },
    { at: day + 8 * 3600, min: 4, max: 9 },
    { at: day + 18 * 3600, min: 0, max: 9 },
  ]);
});

test('a trace that starts in the middle of the day starts with the sizes of that time', () => {
  const start = monday + 10 * 3_600_000;
  expect(sizeChanges({ schedules: office, min: 0, max: 9, start, span: 3600 })).toEqual([{ at: 0, min: 4, max: 9 }]);
});

test('a schedule stays within the sizes of the group, and follows its time zone', () => {
  const schedules = [{ cron: '0 8 * * *', timeZone: 'America/New_York', min: 20, max: 30 }];
  expect(sizeChanges({ schedules, min: 1, max: 9, start: monday, span: day }).at(-1)).toEqual({
    at: 13 * 3600,
    min: 9,
    max: 9,
  });
});

test('without schedules nothing changes', () => {
  expect(sizeChanges({ schedules: [], min: 0, max: 9, start: monday, span: day })).toEqual([]);
});

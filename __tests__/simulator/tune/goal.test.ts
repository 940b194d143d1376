import { advice } from '../../../simulator/tune/goal';

const cheap = { wait: 90, instanceHours: 10 };
const middle = { wait: 30, instanceHours: 20 };
const fast = { wait: 5, instanceHours: 40 };
const front = [cheap, middle, fast];
const now = { wait: 80, instanceHours: 25 };

test('for a wait, the cheapest that reaches it', () => {
  expect(advice({ kind: 'wait', seconds: 30 }, front, now)).toEqual({ choice: middle, isReached: true });
});

test('for a budget, the one that waits least within it', () => {
  expect(advice({ kind: 'hours', hours: 39 }, front, now)).toEqual({ choice: middle, isReached: true });
});

test('without a goal, the one that waits least for no more than now', () => {
  expect(advice({ kind: 'better' }, front, now)).toEqual({ choice: middle, isReached: true });
});

test('a goal that is out of reach gets the nearest', () => {
  expect(advice({ kind: 'wait', seconds: 1 }, front, now)).toEqual({ choice: fast, isReached: false });
  expect(advice({ kind: 'hours', hours: 9 }, front, now)).toEqual({ choice: cheap, isReached: false });
});

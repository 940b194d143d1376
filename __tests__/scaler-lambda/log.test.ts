import { describeError } from '../../scaler-lambda/log';

test('an error is told with everything that caused it', () => {
  const cause = new Error('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') });
  expect(describeError(new Error('no answer from http://127.0.0.1:1', { cause }))).toBe(
    'no answer from http://127.0.0.1:1: fetch failed: connect ECONNREFUSED 127.0.0.1:1',
  );
});

test('an error without a message is told by its code, or by its name', () => {
  expect(describeError(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
  expect(describeError(new TypeError())).toBe('TypeError');
});

test.each([
  ['text', 'text'],
  [undefined, 'undefined'],
  [null, 'null'],
  [7, '7'],
])('%p is told as it is', (thrown, told) => {
  expect(describeError(thrown)).toBe(told);
});

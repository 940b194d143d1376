import fc from 'fast-check';
import { spreadOf } from '../../scaler-lambda/spread';

test('a name always has the same share', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const share = spreadOf(name);
      return share >= 0 && share < 1 && share === spreadOf(name);
    }),
  );
});

test('names that differ in a number are spread over the whole range', () => {
  const tenths = Array<number>(10).fill(0);
  for (let index = 0; index < 1000; index += 1) {
    const tenth = Math.floor(10 * spreadOf(`acme-s1-linux-${index}`));
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  expect(Math.min(...tenths)).toBeGreaterThan(60);
  expect(Math.max(...tenths)).toBeLessThan(140);
});

import { readyFor } from '../../scaler-lambda/ready-for';

test('no percentage makes a jump, and more percent never mean less', () => {
  let before = readyFor(0);
  for (let percent = 1; percent < 100; percent += 1) {
    const now = readyFor(percent);
    for (const [less, more] of [
      [before.deviations, now.deviations],
      [before.perFinished, now.perFinished],
      [before.keepOne / 5000, now.keepOne / 5000],
      [before.expected, now.expected],
    ] as const) {
      expect(more).toBeGreaterThanOrEqual(less);
      expect(more - less).toBeLessThan(0.6);
    }
    before = now;
  }
});

test.each([-1, 100, Number.NaN])('%d%% is refused', (percent) => {
  expect(() => readyFor(percent)).toThrow(RangeError);
});

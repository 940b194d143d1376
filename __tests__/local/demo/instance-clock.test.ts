import { InstanceClock } from '../../../local/demo/instance-clock';

test('instance seconds run from the first sight of an instance until it is gone', () => {
  const clock = new InstanceClock();
  clock.see(['a', 'b'], 1000);
  clock.see(['b', 'c'], 3000);
  clock.see([], 4000);
  // a: 2 s, b: 3 s, c: 1 s
  expect(clock.figures(9000)).toEqual({ count: 3, peak: 2, seconds: 6 });
});

test('an instance that still runs counts up to now', () => {
  const clock = new InstanceClock();
  clock.see(['a'], 1000);
  expect(clock.figures(2500)).toEqual({ count: 1, peak: 1, seconds: 1.5 });
});

import type { Clock } from '../../scaler-lambda/clock';
import { tickThroughMinute } from '../../scaler-lambda/minute';
import { RecordedLog } from './recorded-log';

/** Time that passes only when somebody sleeps or works. */
class TestClock implements Clock {
  private time = 1_000_000;

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

/** Runs one invocation of 60 s; each tick takes `duration` and fails when `fails` says so. */
async function run(
  duration: number,
  fails: (tick: number) => boolean = () => false,
  remaining = 60_000,
  interval = 10_000,
  phase = 0,
) {
  const clock = new TestClock();
  const log = new RecordedLog();
  const start = clock.now();
  const starts: number[] = [];
  const tick = async () => {
    starts.push(clock.now() - start);
    await clock.sleep(duration);
    if (fails(starts.length)) throw new Error(`tick ${starts.length} broke`);
  };
  const ended = tickThroughMinute({ scaler: { tick, interval }, phase, remaining, clock, log }).then(
    () => clock.now() - start,
  );
  return { ended, starts, log };
}

test('a minute has six ticks, ten seconds apart, however long each takes', async () => {
  for (const duration of [0, 300, 7999]) {
    const { ended, starts } = await run(duration);
    expect(await ended).toBeLessThan(59_000);
    expect(starts).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000]);
  }
});

test('with an interval of five seconds a minute has twelve', async () => {
  const { ended, starts } = await run(300, undefined, 60_000, 5000);
  expect(await ended).toBeLessThan(59_000);
  expect(starts).toEqual(Array.from({ length: 12 }, (_, tick) => 5000 * tick));
});

test('a phase moves all ticks, as far as there is time for one', async () => {
  const { ended, starts } = await run(300, undefined, 60_000, 5000, 4321);
  await ended;
  expect(starts).toEqual(Array.from({ length: 11 }, (_, tick) => 4321 + 5000 * tick));
  const short = await run(300, undefined, 3000, 5000, 4321);
  await short.ended;
  expect(short.starts).toEqual([0]);
});

test('a tick that cannot end in time is not started', async () => {
  const { ended, starts } = await run(300, undefined, 54_500);
  await ended;
  expect(starts.at(-1)).toBe(40_000);
});

test('a function with a short time limit still ticks once', async () => {
  const { ended, starts } = await run(300, undefined, 3000);
  await ended;
  expect(starts).toEqual([0]);
});

test('ticks that overrun are skipped, not made up for', async () => {
  const { ended, starts } = await run(12_000);
  await ended;
  expect(starts).toEqual([0, 20_000, 40_000]);
});

test('an error in one tick is logged and does not stop the next', async () => {
  const { ended, starts, log } = await run(100, (tick) => tick === 2);
  await ended;
  expect(starts).toHaveLength(6);
  expect(log.lines).toEqual([
    { level: 'error', message: 'a tick failed', fields: { error: 'tick 2 broke' } },
    { level: 'info', message: 'ticked through the minute', fields: { ticks: 6, failed: 1 } },
  ]);
});

// PARITY flaw 16: errors were swallowed, so that no alarm on Lambda errors ever fired.
test('a minute in which no tick succeeded fails the invocation and says why', async () => {
  const { ended, starts } = await run(100, () => true);
  await expect(ended).rejects.toMatchObject({
    message: 'no tick succeeded',
    cause: expect.objectContaining({ message: 'tick 6 broke' }),
  });
  expect(starts).toHaveLength(6);
});

import type { Clock } from './clock';
import { describeError, type Log } from './log';

/** Time that one tick may take, and what it needs at least, in milliseconds. */
const tickLimit = { most: 8_000, least: 4_000 } as const;
/** Time left for the runtime to end the invocation, in milliseconds. */
const margin = 1_000;

/** What is to be done again and again. */
export interface Ticking {
  tick(signal: AbortSignal): Promise<void>;
  /** Milliseconds from the start of the last tick to that of the next. */
  readonly interval: number;
}

export interface MinuteProps {
  readonly scaler: Ticking;
  /** Milliseconds before the first tick, as far as there is time. */
  readonly phase: number;
  /** Time until the invocation is killed, in milliseconds. */
  readonly remaining: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ticks for as long as a whole tick fits into the remaining time, and at least once. A tick that fails
 * does not stop the next one. @throws when no tick succeeded, so that the function's error metric means something
 */
export async function tickThroughMinute({ scaler, phase, remaining, clock, log }: MinuteProps): Promise<void> {
  const end = clock.now() + remaining - margin;
  const start = Math.max(clock.now(), Math.min(clock.now() + phase, end - tickLimit.least));
  const errors: unknown[] = [];
  let ticks = 0;
  for (
    let next = start;
    next === start || next + tickLimit.least <= end;
    next = following(next, scaler.interval, clock)
  ) {
    await clock.sleep(Math.max(0, next - clock.now()));
    ticks += 1;
    const limit = Math.min(tickLimit.most, Math.max(tickLimit.least, end - clock.now()));
    await scaler.tick(AbortSignal.timeout(limit)).catch((error: unknown) => {
      errors.push(error);
      log.error('a tick failed', { error: describeError(error) });
    });
  }
  log.info('ticked through the minute', { ticks, failed: errors.length });
  if (errors.length === ticks) throw new Error('no tick succeeded', { cause: errors.at(-1) });
}

/** The first moment from now on that is a whole number of intervals after `last`, and not `last` itself. */
function following(last: number, interval: number, clock: Clock): number {
  return last + Math.max(1, Math.ceil((clock.now() - last) / interval)) * interval;
}

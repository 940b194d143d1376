import type { Clock } from './clock';
import { describeError, type Log } from './log';

/** Time from the start of one tick to the next, in milliseconds: agent-aws-stack's cadence. */
const tickInterval = 10_000;
/** Time that one tick may take, in milliseconds. */
const tickLimit = 8_000;
/** Time left for the runtime to end the invocation, in milliseconds. */
const margin = 1_000;

export interface MinuteProps {
  readonly tick: (signal: AbortSignal) => Promise<void>;
  /** Time until the invocation is killed, in milliseconds. */
  readonly remaining: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ticks every 10 s for as long as a whole tick fits into the remaining time, and at least once. A tick that fails
 * does not stop the next one. @throws when no tick succeeded, so that the function's error metric means something
 */
export async function tickThroughMinute({ tick, remaining, clock, log }: MinuteProps): Promise<void> {
  const start = clock.now();
  const lastStart = start + remaining - tickLimit - margin;
  const errors: unknown[] = [];
  let ticks = 0;
  for (let next = start; next === start || next <= lastStart; next = following(start, clock.now())) {
    await clock.sleep(Math.max(0, next - clock.now()));
    ticks += 1;
    await tick(AbortSignal.timeout(tickLimit)).catch((error: unknown) => {
      errors.push(error);
      log.error('a tick failed', { error: describeError(error) });
    });
  }
  log.info('ticked through the minute', { ticks, failed: errors.length });
  if (errors.length === ticks) throw new Error('no tick succeeded', { cause: errors.at(-1) });
}

/** The first moment after `now` that is a whole number of intervals from `start`. */
function following(start: number, now: number): number {
  return start + (Math.floor((now - start) / tickInterval) + 1) * tickInterval;
}

import { setTimeout as delay } from 'node:timers/promises';

export interface RetryOptions {
  /** Milliseconds since the epoch after which no further attempt is made. */
  readonly until: number;
  /** Milliseconds before the second attempt, doubled for each further one, half of it random. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** Whether another attempt may do better. @default - always */
  readonly mayRetry?: (error: unknown) => boolean;
  /** Told of every failure that is followed by another attempt. */
  readonly onFailure?: (error: unknown, attempt: number) => void;
}

/** Repeats `attempt` until it succeeds. @throws what the last attempt threw */
export async function retry<Result>(options: RetryOptions, attempt: () => Promise<Result>): Promise<Result> {
  const { until, longestPause, mayRetry = () => true } = options;
  for (let count = 1, pause = options.firstPause; ; count += 1, pause = Math.min(longestPause, pause * 2)) {
    try {
      return await attempt();
    } catch (error) {
      const wait = pause / 2 + (Math.random() * pause) / 2;
      if (Date.now() + wait > until || !mayRetry(error)) throw error;
      options.onFailure?.(error, count);
      await delay(wait);
    }
  }
}

import type { AgentLog } from './agent-log';
import type { Pace } from './pace';

/** Where attempts are noted, and how fast time goes. */
export interface RetryContext {
  readonly log: AgentLog;
  readonly pace: Pace;
}

/** Tries `action` up to `attempts` times, `delay` milliseconds apart; throws what the last attempt threw. */
export async function retry<T>(
  task: string,
  attempts: number,
  delay: number,
  { log, pace }: RetryContext,
  action: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (attempt >= attempts) {
        throw new Error(`[${task}] failed after [${attempt}] attempts - giving up: ${message}`, { cause: error });
      }
      log.write(`[${task}] attempt [${attempt}] failed with [${message}] - retrying in ${delay / 1000}s`);
      await pace.wait(delay);
    }
  }
}

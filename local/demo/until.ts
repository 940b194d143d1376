import { setTimeout as delay } from 'node:timers/promises';

/** Real milliseconds between two looks. */
const interval = 50;

export interface UntilOptions {
  readonly signal: AbortSignal;
  /** Real milliseconds. */
  readonly limitMs: number;
  /** What to say when the time is up. */
  readonly complaint: () => Error;
}

/** Waits until `holds` does. @throws the complaint when it takes too long */
export async function until(holds: () => boolean, { signal, limitMs, complaint }: UntilOptions): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    signal.throwIfAborted();
    if (performance.now() > deadline) throw complaint();
    await delay(interval, undefined, { signal });
  }
}

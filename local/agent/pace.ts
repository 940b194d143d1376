import { setTimeout } from 'node:timers/promises';

/** The agent's own waits; `AGENT_FLEET_SPEED` divides them, as `speed` does the hub's. */
export class Pace {
  constructor(private readonly speed: number) {}

  /** Milliseconds of wall clock for `milliseconds` of the agent's. */
  of(milliseconds: number): number {
    return milliseconds / this.speed;
  }

  /** A random time between two, in milliseconds of wall clock. */
  between(least: number, most: number): number {
    return this.of(least + Math.random() * (most - least));
  }

  /** Waits; an aborted signal only ends the wait. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return rest(this.of(milliseconds), signal);
  }
}

/** Waits for milliseconds of wall clock; an aborted signal only ends the wait. */
export async function rest(milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

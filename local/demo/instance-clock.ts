import type { InstanceFigures } from './summary';

/** Adds up how long instances run: from their first moment in the list of running ones until they are gone from it. */
export class InstanceClock {
  private readonly started = new Map<string, number>();
  private finishedMs = 0;
  private count = 0;
  private peak = 0;

  /** `now` is in milliseconds. */
  see(running: readonly string[], now: number): void {
    for (const id of running) {
      if (this.started.has(id)) continue;
      this.started.set(id, now);
      this.count += 1;
    }
    for (const [id, since] of this.started) {
      if (running.includes(id)) continue;
      this.finishedMs += now - since;
      this.started.delete(id);
    }
    this.peak = Math.max(this.peak, this.started.size);
  }

  figures(now: number): InstanceFigures {
    const runningMs = [...this.started.values()].reduce((sum, since) => sum + now - since, 0);
    return { count: this.count, peak: this.peak, seconds: (this.finishedMs + runningMs) / 1000 };
  }
}

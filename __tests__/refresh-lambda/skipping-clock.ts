import type { Clock } from '../../scaler-lambda/clock';

/** Waiting takes no time, and is all that passes it. */
export class SkippingClock implements Clock {
  private time = 0;

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.time += milliseconds;
  }
}

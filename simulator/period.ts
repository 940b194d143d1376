/** A stretch of simulated time, in seconds; `to` is no longer part of it. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** When the period that `now` lies in ends; `now` itself when it lies in none. */
export function endOf(periods: readonly Period[], now: number): number {
  // No callback: this is asked at every tick.
  for (const { from, to } of periods) if (now >= from && now < to) return to;
  return now;
}

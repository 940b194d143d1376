/** How a run looked over time, in stretches of equal length. */
export interface Timeline {
  /** Seconds that one stretch lasts. */
  readonly interval: number;
  /** Most jobs that waited at a time. */
  readonly queued: number[];
  /** Most jobs that ran at a time. */
  readonly running: number[];
  /** Most instances at a time. */
  readonly instances: number[];
}

export function newTimeline(span: number, stretches = 60): Timeline {
  return { interval: Math.max(1, span / stretches), queued: [], running: [], instances: [] };
}

/** Notes what there is at `now`. */
export function record(timeline: Timeline, now: number, queued: number, running: number, instances: number): void {
  const index = Math.floor(now / timeline.interval);
  keepMost(timeline.queued, index, queued);
  keepMost(timeline.running, index, running);
  keepMost(timeline.instances, index, instances);
}

function keepMost(values: number[], index: number, value: number): void {
  while (values.length <= index) values.push(0);
  values[index] = Math.max(values[index] ?? 0, value);
}

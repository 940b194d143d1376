import type { Trace } from '../trace';

/** Hours of the workdays in which most of the work is done, in UTC; the end is the first hour that is no longer busy. */
export interface BusyHours {
  readonly from: number;
  readonly to: number;
}

/** An hour is busy with at least this share of the busiest hour's work. */
const busyShare = 0.4;
const hour = 3600;
const day = 24 * hour;
/** 1970-01-01 was a Thursday. */
const thursday = 4;

/**
 * The stretch from the first to the last busy hour of a workday, by when jobs arrive and how long they run; undefined
 * when the work is spread over the day, or lies around midnight.
 * @param start when the trace starts, in milliseconds since the epoch
 */
export function busyHours({ arrivals, durations }: Trace, start: number): BusyHours | undefined {
  const work = Array.from({ length: 24 }, () => 0);
  arrivals.forEach((arrival, job) => {
    const time = start / 1000 + arrival;
    const weekday = (thursday + Math.floor(time / day)) % 7;
    const at = Math.floor((time % day) / hour);
    if (weekday >= 1 && weekday <= 5) work[at] = (work[at] ?? 0) + (durations[job] ?? 0);
  });
  const least = busyShare * Math.max(...work);
  const isBusy = work.map((seconds) => seconds > 0 && seconds >= least);
  const [from, to] = [isBusy.indexOf(true), isBusy.lastIndexOf(true) + 1];
  return from < 0 || (from === 0 && to === 24) ? undefined : { from, to };
}

import { Cron } from 'croner';
import type { GroupSizes } from './desired-capacity';

/** Sizes that hold from one time on, again and again. */
export interface SizeSchedule {
  /** Minute, hour, day of month, month and day of week, as in crontab: `0 7 * * MON-FRI`. */
  readonly cron: string;
  /** Time zone of `cron` in the IANA database: `Europe/Berlin`. */
  readonly timeZone: string;
  /** Fewest instances. @default - the group's */
  readonly min?: number | undefined;
  /** Most instances. @default - the group's */
  readonly max?: number | undefined;
}

export interface ScheduledSizes extends GroupSizes {
  /** Which schedule made them, in words; undefined where there is none. */
  readonly schedule: string | undefined;
}

/**
 * The group's sizes as the schedule that fired last has them, never beyond the group's own: those of Terraform hold. An
 * instance that is there already is not taken away.
 * @param now milliseconds since the epoch
 */
export function scheduledSizes(group: GroupSizes, schedules: readonly SizeSchedule[], now: number): ScheduledSizes {
  const holding = holdingSchedule(schedules, now);
  if (holding === undefined) return { ...group, schedule: undefined };
  const max = Math.max(group.min, Math.min(group.max, holding.max ?? group.max));
  const min = Math.min(max, Math.max(group.min, holding.min ?? group.min));
  const schedule = `${min} to ${max} by schedule ${holding.cron} ${holding.timeZone}`;
  return { min, max, desired: group.desired, schedule };
}

/** The schedule that fired last; of several at one moment the one that comes last. Undefined when there is none. */
export function holdingSchedule(schedules: readonly SizeSchedule[], now: number): SizeSchedule | undefined {
  let latest = Number.NEGATIVE_INFINITY;
  let holding: SizeSchedule | undefined;
  for (const schedule of schedules) {
    const fired = lastFired(schedule, now);
    if (fired < latest) continue;
    latest = fired;
    holding = schedule;
  }
  return holding;
}

/**
 * When a schedule last fired, `now` included. A time of day that the clocks skip in spring fires when they have been put
 * forward; one that comes twice in autumn fires the first time.
 */
function lastFired({ cron, timeZone }: SizeSchedule, now: number): number {
  const [fired] = new Cron(cron, { timezone: timeZone, mode: '5-part' }).previousRuns(1, new Date(now + 1));
  return fired?.getTime() ?? Number.NEGATIVE_INFINITY;
}

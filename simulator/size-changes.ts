import { Cron } from 'croner';
import { type SizeSchedule, scheduledSizes } from '../scaler-lambda/size-schedule';
import type { SizeChange } from './scenario';

export interface SizeChangesProps {
  readonly schedules: readonly SizeSchedule[];
  /** The group's own sizes, within which the schedules stay. */
  readonly min: number;
  readonly max: number;
  /** When the trace starts, in milliseconds since the epoch. */
  readonly start: number;
  /** Seconds to look ahead. */
  readonly span: number;
}

/** What the schedules of a fleet file come to in a trace: the sizes at its start, and each change. */
export function sizeChanges({ schedules, min, max, start, span }: SizeChangesProps): SizeChange[] {
  if (schedules.length === 0) return [];
  const group = { min, max, desired: min };
  const at = (time: number, holding: readonly SizeSchedule[]) => {
    const sizes = scheduledSizes(group, holding, time);
    return { at: (time - start) / 1000, min: sizes.min, max: sizes.max };
  };
  const firings = schedules.flatMap((schedule) =>
    firingsOf(schedule, start, start + span * 1000).map((time) => at(time, [schedule])),
  );
  // The sort is stable: of several at one moment the one that comes last in the file is applied last.
  return [at(start, schedules), ...firings.sort((left, right) => left.at - right.at)];
}

function firingsOf({ cron, timeZone }: SizeSchedule, from: number, to: number): number[] {
  const times: number[] = [];
  const schedule = new Cron(cron, { timezone: timeZone, mode: '5-part' });
  for (let next = schedule.nextRun(new Date(from)); next !== null && next.getTime() < to; ) {
    times.push(next.getTime());
    next = schedule.nextRun(next);
  }
  return times;
}

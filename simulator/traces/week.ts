export const hour = 3600;
export const day = 24 * hour;

/** Days since Monday: 0 to 4 are workdays. Traces start on a Monday at midnight. */
export function weekday(seconds: number): number {
  return ((Math.floor(seconds / day) % 7) + 7) % 7;
}

export function isWorkday(seconds: number): boolean {
  return weekday(seconds) < 5;
}

/** Hours since midnight. */
export function hourOfDay(seconds: number): number {
  return (((seconds % day) + day) % day) / hour;
}

/**
 * How busy an office is, from 0 to 1: people come between 8 and 10, go to lunch at 12:30, and leave between 17 and 19.
 */
export function officeActivity(seconds: number): number {
  if (!isWorkday(seconds)) return 0.02;
  const time = hourOfDay(seconds);
  const isIn = ramp(time, 8, 10) * (1 - ramp(time, 17, 19));
  const isAtLunch = ramp(time, 12, 12.5) * (1 - ramp(time, 13, 13.5));
  return Math.max(0.02, isIn * (1 - 0.5 * isAtLunch));
}

/** 0 before `from`, 1 after `to`, a straight line between. */
function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}

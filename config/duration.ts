import { z } from 'zod';

const secondsPer = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A length of time, written `90s`, `5m`, `2h` or `7d` in the fleet file. */
export class Duration {
  private constructor(readonly seconds: number) {}

  static seconds(count: number): Duration {
    return new Duration(count);
  }

  static minutes(count: number): Duration {
    return new Duration(count * secondsPer.m);
  }

  static hours(count: number): Duration {
    return new Duration(count * secondsPer.h);
  }

  static days(count: number): Duration {
    return new Duration(count * secondsPer.d);
  }

  /** Reads `5m`; undefined for text that is no duration. */
  static parse(text: string): Duration | undefined {
    const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
    if (count === undefined) return undefined;
    if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd') {
      return new Duration(Number(count) * secondsPer[unit]);
    }
    return undefined;
  }

  /** The shortest way to write it in a fleet file. */
  toString(): string {
    for (const unit of ['d', 'h', 'm'] as const) {
      if (this.seconds > 0 && this.seconds % secondsPer[unit] === 0) return `${this.seconds / secondsPer[unit]}${unit}`;
    }
    return `${this.seconds}s`;
  }
}

/** A duration of at least `least` and at most `most`. */
export function durationBetween(least: Duration, most: Duration) {
  const allowed = `must be a duration from ${least} to ${most}, written with its unit (s, m, h or d)`;
  return z
    .string({ error: allowed })
    .regex(/^\d+[smhd]$/, allowed)
    .transform((text, context) => {
      const parsed = Duration.parse(text);
      if (parsed && parsed.seconds >= least.seconds && parsed.seconds <= most.seconds) return parsed;
      context.addIssue({ code: 'custom', input: text, message: allowed });
      return z.NEVER;
    });
}

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
  return written(/^\d{1,9}[smhd]$/, `a duration from ${least} to ${most}, with its unit (s, m, h or d)`, (text) =>
    within(Duration.parse(text), least, most),
  );
}

/** A duration of at least `least` and at most `most`, or `never`, which is a duration of no seconds. */
export function durationOrNever(least: Duration, most: Duration) {
  const allowed = `never or a duration from ${least} to ${most}, with its unit (s, m, h or d)`;
  return written(/^(?:never|\d{1,9}[smhd])$/, allowed, (text) =>
    text === 'never' ? Duration.seconds(0) : within(Duration.parse(text), least, most),
  );
}

function within(duration: Duration | undefined, least: Duration, most: Duration): Duration | undefined {
  return duration && duration.seconds >= least.seconds && duration.seconds <= most.seconds ? duration : undefined;
}

function written(pattern: RegExp, allowed: string, read: (text: string) => Duration | undefined) {
  return z
    .string()
    .regex(pattern, { error: `must be ${allowed}`, abort: true })
    .meta({ allowed })
    .transform((text, context) => {
      const duration = read(text);
      if (duration) return duration;
      context.addIssue({ code: 'custom', input: text, message: `must be ${allowed}` });
      return z.NEVER;
    });
}

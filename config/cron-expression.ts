import { Cron } from 'croner';
import { z } from 'zod';

const allowedCron =
  'a cron expression of five fields (minute, hour, day of month, month, day of week) that comes to pass, such as 0 7 * * MON-FRI';
/** The library would take a date, nicknames and seconds as well. */
const fiveFields = /^[0-9A-Za-z*,/#-]+(?: [0-9A-Za-z*,/#-]+){4}$/;
/** It goes into a function's environment, which holds 4 KB. */
const longest = 64;
const allowedTimeZone = 'a time zone of the IANA database, such as Europe/Berlin';

/** When something begins, again and again. */
export const cronExpression = z.string().refine(fires, `must be ${allowedCron}`).meta({ allowed: allowedCron });

export const timeZone = z.string().refine(isTimeZone, `must be ${allowedTimeZone}`).meta({ allowed: allowedTimeZone });

/** Whether it can be read, and comes to pass at all: February 30 does not. */
function fires(expression: string): boolean {
  if (!fiveFields.test(expression) || expression.length > longest) return false;
  try {
    return new Cron(expression, { timezone: 'UTC', mode: '5-part' }).nextRun() !== null;
  } catch {
    return false;
  }
}

/** An offset such as +02:00 is none: it knows no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

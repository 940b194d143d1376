import { z } from 'zod';

/** A time as `2026-11-21T12:00:00Z`, in seconds since the epoch; undefined when there is none. */
export const isoTime = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined || text === '') return undefined;
    const milliseconds = Date.parse(text);
    if (!Number.isNaN(milliseconds)) return milliseconds / 1000;
    context.addIssue({ code: 'custom', input: text, message: `${JSON.stringify(text)} is no time` });
    return z.NEVER;
  });

/** A time as seconds since the epoch, often as text; undefined when there is none, which is also written 0. */
export const epochSeconds = z
  .union([z.string().regex(/^\d*$/), z.number().min(0)])
  .nullish()
  .transform((value) => (Number(value ?? 0) > 0 ? Number(value) : undefined));

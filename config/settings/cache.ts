import { z } from 'zod';
import { Duration, durationBetween } from '../duration';

/** S3 bucket behind the toolbox's `cache` command: one that exists, or one made here. */
export const cache = z.union([
  z.strictObject({ bucket: z.string().describe('Existing bucket') }),
  z.strictObject({
    create: z.literal(true).describe('Make a private bucket for this agent type'),
    expireAfter: durationBetween(Duration.days(1), Duration.days(3650))
      .default(Duration.days(30))
      .describe('Age at which cached objects are deleted'),
  }),
]);

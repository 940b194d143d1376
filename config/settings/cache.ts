import { z } from 'zod';
import { Duration, durationBetween } from '../duration';
import { bucketName } from '../text-format';

type Cache = { bucket: string } | { create: true; expireAfter: Duration };

/** S3 bucket behind the toolbox's `cache` command: one that exists, or one made here. */
export const cache = z
  .strictObject({
    bucket: bucketName.optional().describe('Existing bucket'),
    create: z.literal(true).optional().describe('Make a private bucket for this agent type, instead of bucket'),
    expireAfter: durationBetween(Duration.days(1), Duration.days(3650))
      .optional()
      .describe('Age, in whole days, at which objects of the bucket made here are deleted. Default: 30d'),
  })
  .transform(({ bucket, create, expireAfter = Duration.days(30) }, context): Cache => {
    if (bucket !== undefined && create === undefined) return { bucket };
    if (create !== undefined && bucket === undefined) return { create, expireAfter };
    context.addIssue({ code: 'custom', message: 'must have exactly one of bucket and create' });
    return z.NEVER;
  });

import { z } from 'zod';

/** Days that CloudWatch Logs can keep a group: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Log groups of instances and functions. */
export const logs = z.strictObject({
  retentionDays: z.literal(retentionDays).default(30).describe('Days that log events are kept'),
});

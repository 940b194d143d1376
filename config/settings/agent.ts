import { z } from 'zod';
import { Duration, durationBetween, durationOrNever } from '../duration';

/** How the Semaphore agent runs on an instance. */
export const agent = z.strictObject({
  disconnectAfterJob: z.boolean().default(true).describe('One job per agent: a fresh instance for each job'),
  idleTimeout: durationOrNever(Duration.seconds(10), Duration.days(7))
    .prefault('5m')
    .describe('Idle time after which an agent disconnects; never keeps it, so that the fleet does not shrink'),
  perInstance: z.int().min(1).max(64).default(1).describe('Agents on each instance'),
  env: z.record(z.string(), z.string()).default({}).describe('Environment variables of every job'),
  preSignedName: z
    .boolean()
    .default(false)
    .describe('Agents take their names from AWS STS (a pre-signed GetCallerIdentity URL)'),
  uploadJobLogs: z
    .enum(['never', 'when-trimmed', 'always'])
    .default('when-trimmed')
    .describe('When a job log is uploaded as an artifact'),
  bootLimit: durationBetween(Duration.seconds(30), Duration.hours(2))
    .prefault('10m')
    .describe('Time an instance has from launch until its agents are registered; one that takes longer is replaced'),
  drainLimit: durationBetween(Duration.seconds(30), Duration.hours(48))
    .prefault('2h')
    .describe('Time that running jobs get to finish when their instance has to leave'),
  expire: durationOrNever(Duration.minutes(1), Duration.days(365))
    .prefault('never')
    .describe('Age at which an instance takes no more jobs: it finishes the one that it runs and leaves'),
  diskLimit: z
    .int()
    .min(50)
    .max(100)
    .default(95)
    .describe('Percentage of the disk in use at which an instance takes no more jobs; 100 is never'),
});

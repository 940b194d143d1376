import * as z from 'zod/mini';

/** Why an agent ended, as it tells its shutdown hook in SEMAPHORE_AGENT_SHUTDOWN_REASON. */
export const shutdownReason = z.enum(['IDLE', 'JOB_FINISHED', 'REQUESTED', 'INTERRUPTED', 'UNABLE_TO_SYNC', 'UNKNOWN']);

export type ShutdownReason = z.output<typeof shutdownReason>;

import { z } from 'zod';

const seconds = z.number();

/** What a real run came to: jobs and instances with their times, in seconds of the fleet since the first moment. */
export const recordedRun = z.strictObject({
  agentTypes: z.array(
    z.strictObject({
      name: z.string(),
      jobs: z.array(z.strictObject({ arrival: seconds, wait: seconds, duration: seconds })),
      instances: z.array(
        z.strictObject({
          launched: seconds,
          /** When it came into service, its agents registered; null when it never did. */
          registered: seconds.nullable(),
          /** When the last of its jobs ended; null when it had none. */
          lastJobEnded: seconds.nullable(),
          gone: seconds,
        }),
      ),
    }),
  ),
});

export type RecordedRun = z.output<typeof recordedRun>;
export type RecordedAgentType = RecordedRun['agentTypes'][number];

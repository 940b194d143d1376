import { z } from 'zod';

/** What a function's process is asked to do. */
export const functionRequest = z.object({
  requestId: z.string(),
  event: z.unknown(),
  /** Time limit in compressed milliseconds. */
  timeoutMs: z.number(),
  functionArn: z.string(),
});

/** What a function's process reports: first that its code is loaded, then how each invocation went. */
export const functionReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loaded') }),
  z.object({ type: z.literal('done') }),
  z.object({ type: z.literal('failed'), error: z.string() }),
]);

export type FunctionRequest = z.output<typeof functionRequest>;
export type FunctionReport = z.output<typeof functionReport>;

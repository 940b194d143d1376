import { z } from 'zod';
import type { JobResult } from './protocol';

const command = z.union([
  z.string().min(1),
  z.strictObject({ directive: z.string().min(1), alias: z.string().default('') }),
]);
const commands = z.array(command).default([]);

/** What a job is asked to do. */
export const jobSpec = z.strictObject({
  /** Agent type whose agents may run it. */
  agentType: z.string().min(1),
  name: z.string().min(1).default('job'),
  /** Run one after the other in one shell, until the first that fails. */
  commands,
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
  /** Files to put in place first; contents are plain text here. */
  files: z
    .array(z.strictObject({ path: z.string().min(1), content: z.string(), mode: z.string().default('0644') }))
    .default([]),
  epilogueAlways: commands,
  epilogueOnPass: commands,
  epilogueOnFail: commands,
  /** Bytes of log the hub takes before it tells the agent to stop sending. @default 16 MiB */
  maxLogBytes: z
    .int()
    .positive()
    .default(16 * 1024 * 1024),
});
export type JobSpec = z.infer<typeof jobSpec>;
/** A `JobSpec` before its defaults are filled in. */
export type JobSpecInput = z.input<typeof jobSpec>;

/** A job as people see it. Times are milliseconds since 1970, wall clock. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly agentType: string;
  readonly state: 'queued' | 'running' | 'finished';
  readonly result: JobResult | null;
  /** Why the hub itself ended the job; null when an agent reported the result. */
  readonly reason: 'stopped-in-queue' | 'agent-lost' | 'agent-disconnected' | null;
  /** Name of the agent that was given the job. */
  readonly agent: string | null;
  readonly queuedAt: number;
  /** When an agent was told to run it, */
  readonly assignedAt: number | null;
  /** and when that agent fetched it. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly stopRequestedAt: number | null;
}

/** How long `job` waited for an agent, or has waited by `now`: milliseconds. */
export function waitOf(job: Job, now: number): number {
  return (job.assignedAt ?? job.finishedAt ?? now) - job.queuedAt;
}

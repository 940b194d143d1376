import * as z from 'zod/mini';

/**
 * What agents and Semaphore's hub say to each other, field by field.
 * Source: semaphoreci/agent v2.4 (pkg/listener/selfhostedapi, pkg/api) and semaphoreio/semaphore (self_hosted_hub/).
 */
export const basePath = '/api/v1/self_hosted_agents';

const agentStates = ['waiting-for-jobs', 'starting-job', 'running-job', 'stopping-job', 'finished-job'] as const;
const agentActions = ['continue', 'run-job', 'stop-job', 'wait-for-jobs', 'shutdown'] as const;
export const jobResults = ['passed', 'failed', 'stopped'] as const;
const shutdownReasons = ['idle', 'job-finished', 'requested', 'interrupted'] as const;

export type AgentState = (typeof agentStates)[number];
export type AgentAction = (typeof agentActions)[number];
export type JobResult = (typeof jobResults)[number];
export type ShutdownReason = (typeof shutdownReasons)[number];

/** Body of POST /register. Go's JSON treats an absent field as its zero value, so everything has a default. */
export const registerRequest = z.object({
  name: z._default(z.string(), ''),
  version: z._default(z.string(), ''),
  os: z._default(z.string(), ''),
  arch: z._default(z.string(), ''),
  hostname: z._default(z.string(), ''),
  pid: z._default(z.int(), 0),
  single_job: z._default(z.boolean(), false),
  /** Seconds; 0 = never. */
  idle_timeout: z._default(z.int(), 0),
  /** Seconds; 0 = at once. */
  interruption_grace_period: z._default(z.int(), 0),
  job_id: z._default(z.string(), ''),
});
export type RegisterRequest = z.infer<typeof registerRequest>;

export const registerResponse = z.object({ name: z.string(), token: z.string() });
export type RegisterResponse = z.infer<typeof registerResponse>;

/** Body of POST /sync. */
export const syncRequest = z.object({
  state: z.enum(agentStates),
  job_id: z._default(z.string(), ''),
  job_result: z._default(z.enum(['', ...jobResults]), ''),
  /** Unix seconds; 0 = not interrupted. */
  interrupted_at: z._default(z.int(), 0),
});
export type SyncRequest = z.infer<typeof syncRequest>;

export const syncResponse = z.object({
  action: z.string(),
  job_id: z._default(z.string(), ''),
  shutdown_reason: z._default(z.string(), ''),
  /** Milliseconds. */
  next_sync_after: z._default(z.number(), 0),
});

/** What the hub itself answers: narrower than what an agent accepts. */
export interface SyncResponse {
  readonly action: AgentAction;
  readonly job_id: string;
  readonly shutdown_reason: ShutdownReason | '';
  readonly next_sync_after: number;
}

export const refreshResponse = z.object({ token: z.string() });

const command = z.object({ directive: z.string(), alias: z._default(z.string(), '') });
export type JobCommand = z.infer<typeof command>;

const environmentVariable = z.object({ name: z.string(), value: z.string() });
const file = z.object({ path: z.string(), content: z.string(), mode: z._default(z.string(), '0644') });

/** A list that Go may leave out or send as null. */
function listOf<T extends z.core.$ZodType>(item: T) {
  return z.pipe(
    z.optional(z.nullable(z.array(item))),
    z.transform((list) => list ?? []),
  );
}

/** Answer of GET /jobs/:id. Values of `env_vars` and contents of `files` are base64. */
export const jobRequest = z.object({
  job_id: z.string(),
  executor: z._default(z.string(), 'shell'),
  commands: listOf(command),
  epilogue_always_commands: listOf(command),
  epilogue_on_pass_commands: listOf(command),
  epilogue_on_fail_commands: listOf(command),
  env_vars: listOf(environmentVariable),
  files: listOf(file),
  callbacks: z.object({
    finished: z._default(z.string(), ''),
    teardown_finished: z._default(z.string(), ''),
    token: z._default(z.string(), ''),
  }),
  logger: z.object({
    method: z._default(z.string(), 'pull'),
    url: z._default(z.string(), ''),
    token: z._default(z.string(), ''),
    max_size_in_bytes: z._default(z.int(), 0),
  }),
});
export type JobRequest = z.infer<typeof jobRequest>;

/** One line of a job's log. Times are Unix seconds. */
export const logEvent = z.object({
  event: z.enum(['job_started', 'cmd_started', 'cmd_output', 'cmd_finished', 'job_finished']),
  timestamp: z.int(),
  directive: z.optional(z.string()),
  output: z.optional(z.string()),
  exit_code: z.optional(z.int()),
  started_at: z.optional(z.int()),
  finished_at: z.optional(z.int()),
  result: z.optional(z.string()),
});
export type LogEvent = z.infer<typeof logEvent>;

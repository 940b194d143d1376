import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));
const atLeast = (least: number) => z.int().check(z.minimum(least));

/**
 * What an instance reads at boot: the JSON in the SSM parameter `/agent-fleet/<prefix>/config`. Terraform writes it, the
 * supervisor parses it with this schema; an image can be older than the fleet, so what it does not know is no error.
 */
export const agentConfiguration = z.object({
  /** Changes with all that follows, and with the known hosts; absent where an older release wrote it. */
  version: z.optional(text),
  /** Semaphore installation. */
  endpoint: z.object({ host: text, https: z.boolean() }),
  /** SSM parameter with the registration token. */
  tokenParameter: text,
  /** SSM parameter with known_hosts lines. */
  knownHostsParameter: text,
  /** SSM parameter in which the scaler says what it wants; absent where there is no scaler. */
  wantedParameter: z.optional(text),
  /** Name of the group that the instance belongs to. */
  autoScalingGroup: text,
  /** Lifecycle hook that holds an instance until its agents are registered. */
  launchHook: text,
  /** Lifecycle hook that holds an instance until its jobs are done. */
  terminateHook: text,
  disconnectAfterJob: z.boolean(),
  /** 0: an idle agent stays. */
  idleTimeoutSeconds: atLeast(0),
  agentsPerInstance: atLeast(1),
  /** Environment variables of every job. */
  env: z.record(z.string(), z.string()),
  /** The agent name is a pre-signed STS GetCallerIdentity URL. */
  preSignedName: z.boolean(),
  uploadJobLogs: z.enum(['never', 'when-trimmed', 'always']),
  bootLimitSeconds: atLeast(1),
  drainLimitSeconds: atLeast(1),
  /** Time between two heartbeats on the terminate hook while jobs finish. */
  heartbeatSeconds: atLeast(1),
  /** Age at which an instance takes no more jobs; 0: never. */
  expireSeconds: atLeast(0),
  /** Used share of the disk at which an instance takes no more jobs; 100: never. */
  diskLimitPercent: z.int().check(z.minimum(1), z.maximum(100)),
  /** Jobs are meant to reach the metadata service, and with it the instance role. */
  jobsUseInstanceRole: z.boolean(),
});

export type AgentConfiguration = z.output<typeof agentConfiguration>;

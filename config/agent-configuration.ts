import { z } from 'zod';

/**
 * What an instance reads at boot: the JSON in the SSM parameter `/agent-fleet/<prefix>/config`.
 * Terraform writes it, the supervisor parses it with this schema.
 */
export const agentConfiguration = z.strictObject({
  endpoint: z.strictObject({ host: z.string().min(1), https: z.boolean() }).describe('Semaphore installation'),
  tokenParameter: z.string().min(1).describe('SSM parameter with the registration token'),
  knownHostsParameter: z.string().min(1).describe('SSM parameter with known_hosts lines'),
  wantedParameter: z
    .string()
    .min(1)
    .optional()
    .describe('SSM parameter in which the scaler says what it wants; absent where there is no scaler'),
  autoScalingGroup: z.string().min(1).describe('Name of the group that the instance belongs to'),
  launchHook: z.string().min(1).describe('Lifecycle hook that holds an instance until its agents are registered'),
  terminateHook: z.string().min(1).describe('Lifecycle hook that holds an instance until its jobs are done'),
  disconnectAfterJob: z.boolean(),
  idleTimeoutSeconds: z.int().min(0).describe('0: an idle agent stays'),
  agentsPerInstance: z.int().min(1),
  env: z.record(z.string(), z.string()).describe('Environment variables of every job'),
  preSignedName: z.boolean().describe('The agent name is a pre-signed STS GetCallerIdentity URL'),
  uploadJobLogs: z.enum(['never', 'when-trimmed', 'always']),
  bootLimitSeconds: z.int().min(1),
  drainLimitSeconds: z.int().min(1),
  heartbeatSeconds: z.int().min(1).describe('Time between two heartbeats on the terminate hook while jobs finish'),
});

export type AgentConfiguration = z.output<typeof agentConfiguration>;

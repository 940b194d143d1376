import type { AgentConfiguration } from '../config/agent-configuration';

/** What an agent on this instance is told beside its configuration. */
export interface AgentIdentity {
  readonly name: string;
  /** Registration token. */
  readonly token: string;
  readonly hooks: AgentHooks;
}

/** Scripts that the agent runs. */
export interface AgentHooks {
  /** Ours; it runs the user's. */
  readonly shutdown: string;
  /** The user's; undefined without one. */
  readonly preJob: string | undefined;
  readonly postJob: string | undefined;
}

/** Content of the agent's `--config-file` (JSON, which is YAML), and what its environment must hold. */
export interface AgentSettings {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The agent program's own settings: https://docs.semaphoreci.com/using-semaphore/self-hosted-configure */
export function agentSettings(configuration: AgentConfiguration, { name, token, hooks }: AgentIdentity): AgentSettings {
  const variables = Object.entries(configuration.env);
  const file = {
    endpoint: configuration.endpoint.host,
    'no-https': !configuration.endpoint.https,
    token,
    name,
    'shutdown-hook-path': hooks.shutdown,
    // A check that fails has to stop the job: the agent would go on.
    ...(hooks.preJob === undefined ? {} : { 'pre-job-hook-path': hooks.preJob, 'fail-on-pre-job-hook-error': true }),
    ...(hooks.postJob === undefined ? {} : { 'post-job-hook-path': hooks.postJob }),
    'disconnect-after-job': configuration.disconnectAfterJob,
    'disconnect-after-idle-timeout': configuration.idleTimeoutSeconds,
    // After SIGTERM the server stops a job once this time is over; 0 would be at once.
    'interruption-grace-period': configuration.drainLimitSeconds,
    'upload-job-logs': configuration.uploadJobLogs,
    'env-vars': variables.filter(([, value]) => !value.includes('=')).map(([key, value]) => `${key}=${value}`),
  };
  // The agent refuses a second `=` in one of its env-vars; jobs inherit its own environment as well.
  const environment = Object.fromEntries(variables.filter(([, value]) => value.includes('=')));
  return { file: JSON.stringify(file, undefined, 2), environment };
}

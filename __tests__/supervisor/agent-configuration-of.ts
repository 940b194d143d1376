import type { AgentConfiguration } from '../../config/agent-configuration';

/** An agent configuration as a fleet file without settings makes it. */
export function agentConfigurationOf(more: Partial<AgentConfiguration> = {}): AgentConfiguration {
  return {
    endpoint: { host: 'acme.semaphoreci.com', https: true },
    tokenParameter: '/tokens/s1',
    knownHostsParameter: '/agent-fleet/acme-s1/known-hosts',
    autoScalingGroup: 'acme-s1',
    launchHook: 'launch',
    terminateHook: 'terminate',
    disconnectAfterJob: true,
    idleTimeoutSeconds: 300,
    agentsPerInstance: 1,
    env: {},
    preSignedName: false,
    uploadJobLogs: 'when-trimmed',
    bootLimitSeconds: 600,
    drainLimitSeconds: 7200,
    heartbeatSeconds: 30,
    expireSeconds: 0,
    diskLimitPercent: 95,
    jobsUseInstanceRole: false,
    ...more,
  };
}

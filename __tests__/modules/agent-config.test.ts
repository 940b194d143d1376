// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { agentConfiguration } from '../../config/agent-configuration';
import { synthAgentStack } from '../synth-agent-stack';

function parameter(settings?: string, fleet?: string) {
  const found = synthAgentStack(settings, fleet).resources(SsmParameter);
  const config = found.find(({ address }) => address.startsWith('config'));
  if (!config) throw new Error('no configuration');
  return config;
}

function configuration(settings?: string, fleet?: string) {
  return agentConfiguration.parse(JSON.parse(String(parameter(settings, fleet)['insecure_value'])));
}

test('instances learn everything about their fleet from one parameter', () => {
  expect(parameter()).toMatchObject({ name: '/agent-fleet/acme-s1-linux/config', type: 'String', tier: 'Standard' });
  expect(configuration()).toEqual({
    version: expect.stringMatching(/^[0-9a-f]{12}$/),
    endpoint: { host: 'acme.semaphoreci.com', https: true },
    tokenParameter: '/agents/token',
    knownHostsParameter: '/agent-fleet/acme-s1-linux/known-hosts',
    wantedParameter: '/agent-fleet/acme-s1-linux/wanted',
    autoScalingGroup: 'acme-s1-linux',
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
    heartbeatSeconds: 90,
    expireSeconds: 0,
    diskLimitPercent: 95,
    jobsUseInstanceRole: false,
  });
});

test('an idle timeout of never is 0, as the agent has it', () => {
  expect(configuration('agent: { idleTimeout: never }').idleTimeoutSeconds).toBe(0);
});

test('jobs find the cache bucket in their environment', () => {
  expect(configuration('cache: { bucket: team-cache }').env).toEqual({
    SEMAPHORE_CACHE_BACKEND: 's3',
    SEMAPHORE_CACHE_S3_BUCKET: 'team-cache',
    SEMAPHORE_CACHE_USE_EC2_INSTANCE_PROFILE: 'true',
  });
});

test('the name of a bucket made here comes in when Terraform knows it', () => {
  const { env } = configuration('cache: { create: true }');
  expect(env['SEMAPHORE_CACHE_S3_BUCKET']).toMatch(/^\$\{aws_s3_bucket\..+\.bucket\}$/);
});

test('environment variables of jobs mean what they say, not a Terraform expression', () => {
  const { env } = configuration('agent: { env: { A: \'${HOME} %{ if x } "quoted" %%\' } }\ncache: { create: true }');
  expect(env['A']).toBe('$${HOME} %%{ if x } "quoted" %%');
});

test('a configuration beyond 4 KB gets a parameter of the tier that holds it', () => {
  const settings = `token: { parameter: /${'t'.repeat(890)} }\nagent: { env: { LONG: ${'x'.repeat(2750)} } }\ncache: { create: true }`;
  expect(parameter(settings)).toMatchObject({ tier: 'Advanced' });
});

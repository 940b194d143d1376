import { agentSettings } from '../../supervisor/agent-settings';
import { agentConfigurationOf } from './agent-configuration-of';

const configuration = agentConfigurationOf({ env: { PLAIN: 'value', FLAGS: '--a=b' } });
const hooks = { shutdown: '/hook', preJob: undefined, postJob: '/hooks/post-job' };
const identity = { name: 'i-1-abcd', token: 'secret', hooks };

test('the agent is told what the configuration says', () => {
  expect(JSON.parse(agentSettings(configuration, identity).file)).toEqual({
    endpoint: 'acme.semaphoreci.com',
    'no-https': false,
    token: 'secret',
    name: 'i-1-abcd',
    'shutdown-hook-path': '/hook',
    'post-job-hook-path': '/hooks/post-job',
    'disconnect-after-job': true,
    'disconnect-after-idle-timeout': 300,
    'interruption-grace-period': 7200,
    'upload-job-logs': 'when-trimmed',
    'env-vars': ['PLAIN=value'],
  });
});

test('a variable whose value the agent would refuse reaches jobs through its environment', () => {
  expect(agentSettings(configuration, identity).environment).toEqual({ FLAGS: '--a=b' });
});

test('a hook before jobs that fails refuses the job', () => {
  const { file } = agentSettings(configuration, {
    name: 'i-1-a',
    token: 't',
    hooks: { ...hooks, preJob: '/hooks/pre-job' },
  });
  expect(JSON.parse(file)).toMatchObject({ 'pre-job-hook-path': '/hooks/pre-job', 'fail-on-pre-job-hook-error': true });
});

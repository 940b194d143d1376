import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { readEnvironment } from '../../known-hosts-lambda/environment';
import { synthAgentStack } from '../synth-agent-stack';

function knownHosts(settings?: string) {
  const stack = synthAgentStack(settings);
  const parameter = stack.resources(SsmParameter).find(({ address }) => address.startsWith('known-hosts'));
  const refresh = stack.resources(LambdaFunction).find(({ address }) => address.startsWith('known-hosts'));
  const rule = stack.resources(CloudwatchEventRule).find(({ address }) => address.startsWith('known-hosts'));
  return { parameter, refresh, rule, grants: stack.grants('known-hosts_refresh_role') };
}

test('the first boot finds the keys of all hosts that are set, in a parameter of the free tier', () => {
  const text = String(knownHosts('knownHosts: [github, bitbucket, gitlab]').parameter?.['insecure_value']);
  for (const host of ['github.com', 'bitbucket.org', 'gitlab.com']) {
    expect(text).toMatch(new RegExp(`^${host}\\S* ssh-ed25519 AAAA`, 'm'));
  }
  expect(text.length).toBeLessThan(4096);
});

test('a deploy does not undo the daily refresh, and a changed list of hosts takes effect at once', () => {
  expect(knownHosts().parameter?.['lifecycle']).toEqual({
    ignore_changes: ['insecure_value'],
    replace_triggered_by: [expect.stringMatching(/^terraform_data\.[\w-]+$/)],
  });
});

test('the refresh runs every day with an environment that it understands', () => {
  const { refresh, rule } = knownHosts('knownHosts: [github, gitlab]');
  expect(rule).toMatchObject({ schedule_expression: 'rate(1 day)' });
  const variables = { PARAMETER: '/agent-fleet/acme-s1-linux/known-hosts', HOSTS: 'github,gitlab' };
  expect(refresh).toMatchObject({ runtime: 'nodejs22.x', environment: { variables } });
  expect(readEnvironment(variables)).toMatchObject({ hosts: ['github', 'gitlab'] });
});

test('the refresh reads and writes that parameter, and logs, and does nothing else', () => {
  const { grants } = knownHosts();
  expect(grants).toHaveLength(2);
  expect(grants).toContainEqual({
    actions: ['ssm:GetParameter', 'ssm:PutParameter'],
    resources: [expect.stringMatching(/:parameter\/agent-fleet\/acme-s1-linux\/known-hosts$/)],
  });
});

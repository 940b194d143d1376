import { Testing } from 'cdktf';
import { z } from 'zod';
import { parseFleet } from '../../config/load-fleet';
import { version } from '../../package.json';
import { AgentStack } from '../../stacks/agent-stack';
import { synthAgentStack } from '../synth-agent-stack';

const everything = `
token: { parameter: /agents/token, kmsKey: alias/ci }
cache: { create: true }
managedPolicies: [build]
network: { vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d] }
`;

test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1'])('ARNs and principals follow the partition of %s', (region) => {
  const { json } = synthAgentStack(everything, `region: ${region}`);
  expect(json).not.toMatch(/arn:aws/);
  expect(json).not.toMatch(/ec2\.amazonaws\.com/);
  expect(json).toContain(`:${region}:`);
});

test('Terraform and provider are accepted in the versions that have all we use', () => {
  expect(synthAgentStack().terraform).toMatchObject({
    required_version: '>= 1.10.0',
    required_providers: { aws: { source: 'aws', version: '>= 5.100.0, < 7.0.0' } },
  });
});

test('everything that takes tags has those of fleet, agent type and version', () => {
  const { provider } = synthAgentStack('tags: { cost: "42" }', 'region: us-east-1\ntags: { team: platform }');
  expect(provider).toEqual({
    region: 'us-east-1',
    default_tags: [
      {
        tags: {
          team: 'platform',
          cost: '42',
          'agent-fleet:fleet': 'acme',
          'agent-fleet:agent-type': 's1-linux',
          'agent-fleet:version': version,
        },
      },
    ],
  });
});

test('outputs name what people look for, and what Semaphore asks for to verify agents by STS', () => {
  const { output } = synthAgentStack();
  expect(Object.keys(output).sort()).toEqual([
    'account_id',
    'auto_scaling_group',
    'config_parameter',
    'instance_role_arn',
    'instance_role_name',
    'known_hosts_parameter',
    'known_hosts_role_arn',
    'launch_template',
    'log_groups',
    'refresh_role_arn',
    'scaler_role_arn',
    'token_parameter',
  ]);
  expect(output['log_groups']?.value).toHaveLength(8);
  expect(output['token_parameter']?.value).toBe('/agents/token');
});

test('the roles of two agent types share no resource', () => {
  const fleet = parseFleet(`
name: acme
region: us-east-1
semaphore: { organization: acme }
agentTypes:
  s1-one: { token: { parameter: /agents/one } }
  s1-two: { token: { parameter: /agents/two } }
`).fleet;
  const resourcesOf = fleet.agentTypes.map((agentType) => {
    const template = z.object({
      data: z.object({ aws_iam_policy_document: z.record(z.string(), z.object({ statement: z.array(statement) })) }),
    });
    const json = Testing.synth(new AgentStack(Testing.app(), fleet, agentType));
    const documents = Object.values(template.parse(JSON.parse(json)).data.aws_iam_policy_document);
    return new Set(documents.flatMap((document) => document.statement.flatMap(({ resources }) => resources)));
  });
  const [one, two] = resourcesOf;
  const shared = [...(one ?? [])].filter((resource) => two?.has(resource));
  // References lead to the stack's own, and what is tagged while it is launched has no name yet.
  const nameless = /:(instance|volume|network-interface)\/\*$/;
  expect(shared.filter((resource) => !resource.startsWith('${') && !nameless.test(resource))).toEqual(['*']);
});

const statement = z.object({ resources: z.array(z.string()).default([]) });

test('a stack depends neither on the clock nor on the stacks beside it', () => {
  const alone = synthAgentStack(everything).json;
  expect(synthAgentStack(everything).json).toBe(alone);
});

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { z } from 'zod';
import { type ExistingIds, importableTypes, repeatableTypes } from '../../cli/import-ids';
import { loadFleet } from '../../config/load-fleet';
import { AgentStack } from '../../stacks/agent-stack';
import { pinnedVersionsFile } from '../pinned-versions';
import { synthAgentStack } from '../synth-agent-stack';

const examples = join(__dirname, '..', '..', 'examples');
const template = z.object({ resource: z.record(z.string(), z.unknown()) });

/** An account in which everything that is looked up exists. */
const existing: ExistingIds = {
  launchTemplate: async (name) => `lt of ${name}`,
  securityGroup: async (name, vpcId) => `sg of ${name} in ${vpcId}`,
  securityGroupRule: async ({ groupId, egress, protocol, cidr }) =>
    `sgr of ${groupId} ${egress ? 'to' : 'from'} ${cidr} by ${protocol}`,
  functionPermission: async (_functionName, statementId) => statementId,
};

function typesOfExample(file: string): string[] {
  const env = { SEMAPHORE_ENDPOINT: 'acme.semaphoreci.com' };
  const { fleet } = loadFleet({ path: join(examples, file), env, cwd: examples });
  const stacks = fleet.agentTypes.map((agentType) => new AgentStack(Testing.app(), fleet, agentType));
  return stacks.flatMap((stack) => Object.keys(template.parse(JSON.parse(Testing.synth(stack))).resource));
}

test('every resource of the examples can be adopted, or made again over what is there', () => {
  const synthesized = readdirSync(examples).flatMap(typesOfExample);
  const ssh = synthAgentStack('network: { ssh: { keyName: ci, cidr: 10.0.0.0/8 } }').json;
  const stock = synthAgentStack('image: { stock: true }', `region: us-east-1\nversions: ${pinnedVersionsFile()}`).json;
  const disk = synthAgentStack('disk: { kmsKey: alias/disks }').json;
  const more = [ssh, stock, disk].flatMap((json) => Object.keys(template.parse(JSON.parse(json)).resource));
  const all = new Set([...synthesized, ...more]);
  const known = new Set([...Object.keys(importableTypes), ...Object.keys(repeatableTypes)]);
  expect([...all].filter((type) => !known.has(type))).toEqual([]);
  expect([...known].filter((type) => !all.has(type))).toEqual([]);
});

test('no type is both', () => {
  expect(Object.keys(importableTypes).filter((type) => type in repeatableTypes)).toEqual([]);
});

test.each([
  ['aws_iam_role', { name: 'acme-instance' }, 'acme-instance'],
  ['aws_lambda_function', { function_name: 'acme-scaler' }, 'acme-scaler'],
  ['aws_lambda_permission', { function_name: 'acme-scaler', statement_id: 'schedule' }, 'acme-scaler/schedule'],
  ['aws_launch_template', { name: 'acme' }, 'lt of acme'],
  ['aws_security_group', { name: 'acme', vpc_id: 'vpc-1' }, 'sg of acme in vpc-1'],
  [
    'aws_vpc_security_group_egress_rule',
    { security_group_id: 'sg-1', ip_protocol: '-1', cidr_ipv6: '::/0' },
    'sgr of sg-1 to ::/0 by -1',
  ],
])('%s is imported by what the provider asks for', async (type, values, id) => {
  expect(await importableTypes[type]?.id(values, existing)).toBe(id);
});

test.each(Object.keys(importableTypes))('%s waits until what its id consists of is known', async (type) => {
  expect(await importableTypes[type]?.id({}, existing)).toBeUndefined();
});

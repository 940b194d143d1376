import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdktf';
import { z } from 'zod';
import { deployerPolicy, longestPolicy } from '../../cli/deployer/deployer-policy';
import { permissionsByType } from '../../cli/deployer/permissions-by-type';
import { type ExistingIds, importableTypes, repeatableTypes } from '../../cli/import-ids';
import type { Fleet } from '../../config/fleet';
import { loadFleet } from '../../config/load-fleet';
import { AgentStack } from '../../stacks/agent-stack';
import { pinnedVersionsFile } from '../pinned-versions';
import { synthAgentStack } from '../synth-agent-stack';

const examples = join(__dirname, '..', '..', 'examples');
const blocks = z.record(z.string(), z.unknown());
const template = z.object({ resource: blocks, data: blocks });

/** An account in which everything that is looked up exists. */
const existing: ExistingIds = {
  launchTemplate: async (name) => `lt of ${name}`,
  securityGroup: async (name, vpcId) => `sg of ${name} in ${vpcId}`,
  securityGroupRule: async ({ groupId, egress, protocol, cidr }) =>
    `sgr of ${groupId} ${egress ? 'to' : 'from'} ${cidr} by ${protocol}`,
  functionPermission: async (_functionName, statementId) => statementId,
};

function fleetOf(file: string): Fleet {
  const env = { SEMAPHORE_ENDPOINT: 'acme.semaphoreci.com' };
  return loadFleet({ path: join(examples, file), env, cwd: examples }).fleet;
}

function typesOfExample(file: string): string[] {
  const fleet = fleetOf(file);
  const stacks = fleet.agentTypes.map((agentType) => new AgentStack(Testing.app(), fleet, agentType));
  return stacks.flatMap((stack) => typesIn(Testing.synth(stack)));
}

/** Types of resources in a stack's JSON, and of data sources (`data.aws_vpc`). */
function typesIn(json: string): string[] {
  const { resource, data } = template.parse(JSON.parse(json));
  return [...Object.keys(resource), ...Object.keys(data).map((type) => `data.${type}`)];
}

const license =
  'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef';
const ofExamples = new Map(readdirSync(examples).map((file) => [file, typesOfExample(file)]));
const ofOthers = [
  'network: { ssh: { keyName: ci, cidr: 10.0.0.0/8 } }',
  'disk: { kmsKey: alias/disks }',
  'image: { ami: ami-12345678 }',
  `image: { os: macos, arch: arm64 }\nmac: { hosts: [h-12345678], licenseConfiguration: "${license}" }`,
].map((settings) => typesIn(synthAgentStack(settings).json));
const stock = synthAgentStack('image: { stock: true }', `region: us-east-1\nversions: ${pinnedVersionsFile()}`);
/** All types that stacks can have. */
const all = new Set([...ofExamples.values(), ...ofOthers, typesIn(stock.json)].flat());

test('every resource of the examples can be adopted, or made again over what is there', () => {
  const resources = [...all].filter((type) => !type.startsWith('data.'));
  const known = new Set([...Object.keys(importableTypes), ...Object.keys(repeatableTypes)]);
  expect(resources.filter((type) => !known.has(type))).toEqual([]);
  expect([...known].filter((type) => !all.has(type))).toEqual([]);
});

test('of every type it is known what deploying it takes', () => {
  expect([...all].filter((type) => !(type in permissionsByType))).toEqual([]);
  expect(Object.keys(permissionsByType).filter((type) => !all.has(type))).toEqual([]);
});

test.each([...ofExamples])('the policy of whoever deploys %s fits into a managed one', (file, types) => {
  const policy = deployerPolicy(fleetOf(file), new Set(types), '123456789012');
  expect(JSON.stringify(policy).length).toBeLessThanOrEqual(longestPolicy);
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

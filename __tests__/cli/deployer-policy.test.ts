import { deployerPolicy } from '../../cli/deployer/deployer-policy';
import { permissionsByType } from '../../cli/deployer/permissions-by-type';
import { parseFleet } from '../../config/load-fleet';
import { fleetText } from '../synth-agent-stack';
import terraformCalls from './terraform-calls.json';

const account = '123456789012';

function policyOf(settings = '', types: readonly string[] = Object.keys(permissionsByType)) {
  return deployerPolicy(parseFleet(fleetText(settings)).fleet, new Set(types), account).Statement;
}

/** The statements that allow an action. */
function allowing(action: string, statements = policyOf()) {
  return statements.filter((statement) => JSON.stringify(statement['Action']).includes(`"${action}"`));
}

// Recorded at the emulator while fleets with all features (keys, cache, VPC, SSH, warm pool, macs) were made, changed and
// destroyed with provider 5.100, as IAM calls the actions. GetCallerIdentity needs no permission; that GetInstanceUefiData
// (of data.aws_ami) is denied does no harm.
test('what Terraform was seen to call is allowed', () => {
  const everything =
    'token: { parameter: /agents/token, kmsKey: alias/ci }\ndisk: { kmsKey: alias/ci }\nimage: { stock: true }\n' +
    'managedPolicies: [build]\ncache: { create: true }';
  const patterns = policyOf(everything, [...Object.keys(permissionsByType)]).flatMap(({ Action }) => Action);
  const isAllowed = (call: string) =>
    patterns.some((pattern) => new RegExp(`^${String(pattern).replaceAll('*', '.*')}$`).test(call));
  expect(terraformCalls.filter((call) => !isAllowed(call))).toEqual([]);
});

test('everything that has a name is named, so that other fleets are out of reach', () => {
  const wide = policyOf().filter(({ Resource }) => JSON.stringify(Resource) === '["*"]');
  const actions = wide.flatMap(({ Action }) => Action);
  expect(actions.filter((action) => !/:Describe/.test(String(action)))).toEqual(['ec2:RunInstances']);
  for (const { Resource } of policyOf()) {
    for (const arn of [Resource].flat()) expect(arn).toMatch(/^\*$|acme|^arn:aws:(ec2|kms|iam|ssm):/);
  }
});

test('ids that nobody knows before a deploy are told apart by the tag of the fleet', () => {
  const fleet = (key: string) => ({ StringEquals: { [`${key}/agent-fleet:fleet`]: 'acme' } });
  expect(allowing('ec2:DeleteSecurityGroup').map(({ Condition }) => Condition)).toEqual([fleet('aws:ResourceTag')]);
  const opening = allowing('ec2:AuthorizeSecurityGroupIngress').filter(({ Resource }) =>
    JSON.stringify(Resource).includes('security-group/'),
  );
  expect(opening.map(({ Condition }) => Condition)).toEqual([fleet('aws:ResourceTag')]);
});

test('with a boundary on all roles, nobody gains more than it lets through by making one', () => {
  const boundary = `arn:aws:iam::${account}:policy/boundary`;
  const bounded = allowing('iam:PutRolePolicy', policyOf(`roles: { permissionsBoundary: "${boundary}" }`));
  expect(bounded).toMatchObject([{ Condition: { StringEquals: { 'iam:PermissionsBoundary': [boundary] } } }]);
  expect(allowing('iam:PutRolePolicy')[0]).not.toHaveProperty('Condition');
});

test('only the policies that the fleet names can be attached', () => {
  expect(allowing('iam:AttachRolePolicy')).toEqual([]);
  expect(allowing('iam:AttachRolePolicy', policyOf('managedPolicies: [build]'))).toMatchObject([
    { Condition: { ArnEquals: { 'iam:PolicyARN': [`arn:aws:iam::${account}:policy/build`] } } },
  ]);
});

test('a key is named by its id, or by its alias as the property that IAM knows', () => {
  const describe = (key: string) => allowing('kms:DescribeKey', policyOf(`token: { parameter: /a, kmsKey: ${key} }`));
  const id = '01234567-89ab-4def-8123-456789abcdef';
  expect(describe(id)).toMatchObject([{ Resource: [`arn:aws:kms:us-east-1:${account}:key/${id}`] }]);
  expect(describe('alias/ci')).toMatchObject([
    { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/ci' } } },
  ]);
});

test('a type that nobody has thought of is an error', () => {
  expect(() => policyOf('', ['aws_db_instance'])).toThrow('nobody knows yet what deploying aws_db_instance takes');
});

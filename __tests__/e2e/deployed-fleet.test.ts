import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finishRefresh } from '../local/emulator/refresh-run';
import { ScalingGroup } from '../local/emulator/scaling-group';
import { pinnedVersionsFile } from '../pinned-versions';
import { FleetSite } from './fleet-site';
import type { TerraformProject } from './terraform-project';

jest.setTimeout(1_200_000);

/** A value that must never be seen anywhere but in its parameter. */
const canary = 'CANARY-7f3a9c';
const token = '/agents/token';
const name = 's1-linux';
const settings = {
  token: { parameter: token },
  size: { max: 4, headroom: { number: 1 } },
  instances: { types: ['t3.micro'] },
};

let site: FleetSite;
let project: TerraformProject;
let applied: string[];
/** The group, with one instance in service. */
let group: ScalingGroup;

beforeAll(async () => {
  site = await FleetSite.open({ speed: 20 });
  await site.putToken(token, canary);
  await site.putToken('/agents/other-token', canary);
  await site.synthesize({ [name]: settings });
  project = await site.project(name);
  applied = await project.apply();
  group = ScalingGroup.at(site.emulator, `acme-${name}`);
  await group.grow(1);
});

afterAll(() => site?.close());

/** Changes without the hash that CDKTF puts behind a name. */
function withoutHash(changes: readonly string[]): string[] {
  return changes.map((change) => change.replace(/_[0-9A-F]{8}$/, ''));
}

/** What an apply would change if the agent type had these settings instead. */
async function changesWith(changed: Readonly<Record<string, unknown>>): Promise<string[]> {
  await site.synthesize({ [name]: { ...settings, ...changed } });
  return withoutHash(await project.changes('-refresh=false', '-lock=false'));
}

const newTemplate = ['replace aws_lambda_invocation.refresh_invocation', 'update aws_launch_template.launch-template'];
const newConfiguration = [...newTemplate, 'update aws_ssm_parameter.config_parameter'];

test('a first apply only creates, and a plan after it is empty', async () => {
  const others = applied.filter((change) => !change.startsWith('create '));
  // It names the launch template, which is not there before.
  expect(withoutHash(others)).toEqual(['read data.aws_iam_policy_document.refresh_role_grants']);
  expect(await project.changes()).toEqual([]);
});

test.each([
  [
    'the size of the group',
    { size: { ...settings.size, max: 5, maxLifetime: '7d' } },
    ['update aws_autoscaling_group.group'],
  ],
  ['variables of jobs', { agent: { env: { A: 'b' } } }, newConfiguration],
  ['the disk', { disk: { size: '100GiB' } }, newTemplate],
  ['the image', { image: { os: 'ubuntu-jammy' } }, newTemplate],
  ['headroom', { size: { max: 4, headroom: { percent: 10 } } }, ['update aws_lambda_function.scaler_function']],
  [
    'time limits',
    { agent: { bootLimit: '20m', drainLimit: '4h' } },
    [
      ...newConfiguration,
      'update aws_autoscaling_lifecycle_hook.group_hooks_launch',
      'update aws_autoscaling_lifecycle_hook.group_hooks_terminate',
    ],
  ],
])('%s: changes in place what it concerns and nothing else', async (_, changed, changes) => {
  expect(await changesWith(changed)).toEqual([...changes].sort());
});

test('a prefix of its own replaces what carries the name', async () => {
  const changes = await changesWith({ resourcePrefix: 'renamed' });
  expect(changes).toEqual(
    expect.arrayContaining([
      'replace aws_autoscaling_group.group',
      'replace aws_launch_template.launch-template',
      'replace aws_lambda_function.scaler_function',
      'replace aws_iam_role.instance-role',
    ]),
  );
});

const everythingElse = {
  token: { parameter: '/agents/other-token' },
  size: { max: 5, maxLifetime: '7d', metrics: ['GroupMinSize'], protectFromScaleIn: true },
  instances: { types: ['t3.micro', 't3a.micro'], onDemandPercentAboveBase: 0, capacityRebalance: true },
  agent: { env: { A: 'b' }, bootLimit: '20m', drainLimit: '4h' },
  disk: { size: '100GiB' },
  network: { ssh: { keyName: 'key', cidr: '10.0.0.0/8' } },
  logs: { retentionDays: 7 },
  tags: { team: 'platform' },
  managedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
  knownHosts: ['github', 'gitlab'],
  roles: { path: '/ci/' },
  image: { stock: true, sudo: true },
};

test('everything changes at once, in place save for roles of another path, and the plan after it is empty', async () => {
  await site.synthesize({ [name]: everythingElse }, { versions: pinnedVersionsFile() });
  const changes = withoutHash(await project.apply());
  const replaced = changes.filter((change) => !/^(update|create|read) /.test(change));
  expect(replaced.filter((change) => !/ (aws_iam_role|aws_iam_instance_profile)/.test(change))).toEqual([
    newTemplate[0],
    // First content of a parameter that a function writes from then on.
    'replace aws_ssm_parameter.known-hosts_parameter',
    'replace terraform_data.known-hosts',
  ]);
  expect(changes).toEqual(
    expect.arrayContaining([
      ...newConfiguration,
      'create aws_vpc_security_group_ingress_rule.network_instances_in-ssh',
      'create aws_s3_object.stock-kit',
    ]),
  );
  // Instances are replaced meanwhile; the group is changed when that has succeeded.
  expect(await launched()).toEqual({ group: '1', instances: ['1'] });
  expect(await project.changes()).toEqual([]);
  expect((await finishRefresh(group)).status).toBe('Successful');
  expect(await launched()).toEqual({ group: '2', instances: ['2'] });
});

test('a refresh that cannot start fails the deploy in words; one whose instances get no agent is rolled back', async () => {
  const broken = { ...everythingElse, disk: { size: '200GiB' } };
  await site.synthesize({ [name]: broken }, { versions: pinnedVersionsFile() });
  const start = { service: 'autoscaling', action: 'StartInstanceRefresh', count: 1 };
  await site.fault({ ...start, status: 400, code: 'ValidationError', message: 'It is not valid.' });
  await expect(project.apply()).rejects.toThrow(
    /could not refresh the instances of acme-s1-linux: .*It is not valid\./,
  );
  // What failed is tried again.
  expect(withoutHash(await project.apply())).toEqual(['create aws_lambda_invocation.refresh_invocation']);
  const { status, fewest } = await finishRefresh(group, (version) => (version === '3' ? 'ABANDON' : 'CONTINUE'));
  expect({ status, fewest }).toEqual({ status: 'RollbackSuccessful', fewest: 1 });
  expect(await launched()).toEqual({ group: '2', instances: ['2'] });
  expect(await project.changes()).toEqual([]);
});

test('a fleet without scaling loses its scaler and keeps its group', async () => {
  const changes = await changesWith({ size: { max: 4, scaling: 'static', desired: 0 } });
  expect(changes).toContain('delete aws_lambda_function.scaler_function');
  expect(changes.filter((change) => /^(replace|delete) aws_(autoscaling|launch)/.test(change))).toEqual([]);
});

test('the token is nowhere but in its parameter', async () => {
  await project.run('plan', '-out=plan');
  const texts = [
    await project.run('show', '-json', 'plan'),
    await site.state(name),
    ...(await filesBelow(site.folder)),
  ];
  const instances = await fetch(`${site.emulator.url}/agent-fleet/instances`);
  for (const text of [...texts, await instances.text()]) expect(text).not.toContain(canary);
});

test('destroy leaves nothing but what was there before', async () => {
  await project.destroy();
  expect(await site.leftOver()).toEqual({
    bucket: ['acme-agent-fleet-state'],
    key: [expect.any(String)],
    parameter: ['/agents/other-token', token],
  });
});

/** Versions of the launch template: what the group launches, and what it has in service. */
async function launched() {
  const { instances, policy } = await group.describe();
  const inService = instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
  return {
    group: policy?.LaunchTemplate?.LaunchTemplateSpecification?.Version,
    instances: inService.map(({ LaunchTemplate }) => LaunchTemplate?.Version),
  };
}

/** Every file that synthesis and Terraform wrote, save the provider. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('/providers/'));
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
}

import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeSecurityGroupRulesCommand, EC2Client, ModifySecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Emulator, startEmulator } from '../../../local/emulator';
import { TerraformProject } from '../../e2e/terraform-project';
import { clientSettings } from './scaling-group';

const code = Buffer.from('PK stand-in for a zip');
let emulator: Emulator;
let folder: string;
let project: TerraformProject;

jest.setTimeout(600_000);

beforeAll(async () => {
  [emulator, folder] = await Promise.all([startEmulator(), mkdtemp(join(tmpdir(), 'gaps-'))]);
  await copyFile(join(__dirname, 'gaps', 'main.tf'), join(folder, 'main.tf'));
  await writeFile(join(folder, 'code.zip'), code);
  project = await TerraformProject.open(folder, emulator);
  await project.apply();
});

afterAll(async () => {
  await project?.close();
  await emulator?.stop();
  if (folder) await rm(folder, { recursive: true });
});

test('a plan after an apply finds no change', async () => {
  expect(await project.changes()).toEqual([]);
});

test('the newest image of a name pattern and the public parameters are found', async () => {
  expect(await project.outputs()).toEqual({
    own_image: 'agent-fleet-ubuntu-noble-x86_64-20261101-080000',
    canonical_image: expect.stringMatching(/^ami-[0-9a-f]{17}$/),
  });
});

test('the code of a function can be fetched from where AWS says it is', async () => {
  const client = new LambdaClient(clientSettings(emulator));
  const { Code } = await client.send(new GetFunctionCommand({ FunctionName: 'gaps' }));
  const response = await fetch(Code?.Location ?? '');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(code);
});

test('a rule for all protocols is changed without ports, which it has none of', async () => {
  const client = new EC2Client(clientSettings(emulator));
  const { SecurityGroupRules: rules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({}));
  const { GroupId, SecurityGroupRuleId } = rules.find(({ IsEgress, CidrIpv4 }) => IsEgress && CidrIpv4) ?? {};
  const SecurityGroupRule = { IpProtocol: '-1', CidrIpv4: '0.0.0.0/0', Description: 'All traffic out' };
  const SecurityGroupRules = [{ SecurityGroupRuleId, SecurityGroupRule }];
  await client.send(new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules }));
  const { SecurityGroupRules: changed = [] } = await client.send(new DescribeSecurityGroupRulesCommand({}));
  expect(changed).toContainEqual(expect.objectContaining({ SecurityGroupRuleId, Description: 'All traffic out' }));
});

test('destroy leaves nothing', async () => {
  await project.destroy();
  expect(await (await fetch(`${emulator.url}/agent-fleet/left-over`)).json()).toEqual({});
});

import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { type Emulator, startEmulator } from '../../../local/emulator';
import { eventually } from '../eventually';
import { clientSettings, ScalingGroup } from './scaling-group';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ speed: 50 });
});

afterAll(() => emulator?.stop());

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${emulator.url}/agent-fleet/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

const instanceList = z.object({
  version: z.number(),
  instances: z.array(z.looseObject({ instanceId: z.string(), lifecycle: z.string(), instanceType: z.string() })),
});

async function listInstances(query = '') {
  return instanceList.parse(await ask('GET', `instances${query}`));
}

test('a machine sees what its instance was launched with and what the group wants of it', async () => {
  const group = await ScalingGroup.create(emulator, 'seen', {
    Tags: [{ Key: 'team', Value: 'platform', PropagateAtLaunch: true }],
  });
  await group.setDesired(1);
  const [id = ''] = await group.reaches('Pending:Wait', 1);
  const { instances } = await listInstances();
  expect(instances).toContainEqual(
    expect.objectContaining({
      instanceId: id,
      state: 'running',
      group: 'seen',
      lifecycleState: 'Pending:Wait',
      targetLifecycleState: 'InService',
      launchTemplate: expect.objectContaining({ Version: '1' }),
      availabilityZone: 'us-east-1a',
      tags: expect.objectContaining({ team: 'platform', 'aws:autoscaling:groupName': 'seen' }),
      lifecycle: 'on-demand',
    }),
  );
});

test('a watcher is told of a change as soon as there is one', async () => {
  const group = await ScalingGroup.create(emulator, 'watched', { LifecycleHookSpecificationList: [] });
  const { version } = await listInstances();
  // Longer than the test may take.
  const change = listInstances(`?after=${version}&timeoutSeconds=3600`);
  await group.setDesired(1);
  expect((await change).version).toBeGreaterThan(version);
});

test('an instance that powers off is terminated by EC2 and replaced by its group', async () => {
  const group = await ScalingGroup.create(emulator, 'powered-off');
  const [id = ''] = await group.grow(1);
  await ask('POST', `instances/${id}/power-off`);
  const { instances } = await listInstances();
  expect(instances).not.toContainEqual(expect.objectContaining({ instanceId: id }));
  const [next] = await group.reaches('Pending:Wait', 1);
  expect(next).not.toBe(id);
});

test('a Spot interruption is announced, and two minutes later the instance is gone', async () => {
  const group = await ScalingGroup.create(emulator, 'interrupted');
  const [id = ''] = await group.grow(1);
  await ask('POST', `instances/${id}/spot-interruption`);
  const { instances } = await listInstances();
  expect(instances).toContainEqual(
    expect.objectContaining({ instanceId: id, spotInterruptionAt: expect.stringMatching(/^\d{4}-.*Z$/) }),
  );
  await eventually(
    () => group.describe(),
    (now) => now.instances.length === 1 && now.instances[0]?.InstanceId !== id,
  );
});

test('with capacity rebalancing an instance at risk leaves once its replacement is in service', async () => {
  const group = await ScalingGroup.create(emulator, 'rebalanced', { CapacityRebalance: true });
  const [id = ''] = await group.grow(1);
  await ask('POST', `instances/${id}/rebalance-recommendation`);
  const [next = ''] = await group.has('Pending:Wait', 1);
  expect(await group.has('InService', 1)).toEqual([id]);
  await group.complete('launch', next);
  expect(await group.has('Terminating:Wait', 1)).toEqual([id]);
});

test('a mixed instances policy buys On-Demand up to the base, then Spot of one type after the other', async () => {
  const group = await ScalingGroup.create(emulator, 'mixed', {
    MixedInstancesPolicy: {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: 'mixed', Version: '1' },
        Overrides: [{ InstanceType: 'c7g.large' }, { InstanceType: 'm7g.large' }],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 },
    },
  });
  await group.setDesired(3);
  const ids = await group.reaches('Pending:Wait', 3);
  const { instances } = await listInstances();
  const bought = instances
    .filter(({ instanceId }) => ids.includes(instanceId))
    .map(({ lifecycle, instanceType }) => `${lifecycle} ${instanceType}`);
  expect(bought.sort()).toEqual(['on-demand c7g.large', 'spot c7g.large', 'spot m7g.large']);
});

test('calls are counted by service and action, and by who made them', async () => {
  const settings = clientSettings(emulator);
  const credentials = { accessKeyId: 'counted', secretAccessKey: 'test' };
  const ssm = new SSMClient({ ...settings, credentials });
  await ssm.send(new PutParameterCommand({ Name: '/counted', Value: '1', Type: 'SecureString' }));
  await ssm.send(new GetParameterCommand({ Name: '/counted' }));
  await ssm.send(new GetParameterCommand({ Name: '/counted' }));
  await new AutoScalingClient({ ...settings, credentials }).send(new DescribeAutoScalingGroupsCommand({}));
  expect(await ask('GET', 'requests?accessKey=counted')).toMatchObject({
    total: 4,
    counts: { 'ssm.PutParameter': 1, 'ssm.GetParameter': 2, 'autoscaling.DescribeAutoScalingGroups': 1 },
  });
});

test('a fault fails as many calls as it says, in the words of the service', async () => {
  const settings = clientSettings(emulator);
  await ask('POST', 'faults', {
    service: 'autoscaling',
    action: 'DescribeAutoScalingGroups',
    accessKey: 'throttled',
    count: 1,
    status: 400,
    code: 'Throttling',
    message: 'Rate exceeded',
  });
  const credentials = { accessKeyId: 'throttled', secretAccessKey: 'test' };
  const client = new AutoScalingClient({ ...settings, credentials });
  await expect(client.send(new DescribeAutoScalingGroupsCommand({}))).rejects.toMatchObject({
    name: 'Throttling',
    message: 'Rate exceeded',
  });
  await client.send(new DescribeAutoScalingGroupsCommand({}));
});

test('a fault can deny in JSON, delay, and drop the connection', async () => {
  const ssm = (accessKeyId: string) =>
    new SSMClient({ ...clientSettings(emulator), credentials: { accessKeyId, secretAccessKey: 'test' } });
  const common = { service: 'ssm', action: 'GetParameter', count: 1 };
  await ask('POST', 'faults', { ...common, accessKey: 'denied', status: 400, code: 'AccessDeniedException' });
  await ask('POST', 'faults', { ...common, accessKey: 'delayed', delaySeconds: 0.5 });
  await ask('POST', 'faults', { ...common, accessKey: 'dropped', drop: true });
  const command = () => new GetParameterCommand({ Name: '/none' });
  await expect(ssm('denied').send(command())).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const started = performance.now();
  await expect(ssm('delayed').send(command())).rejects.toMatchObject({ name: 'ParameterNotFound' });
  expect(performance.now() - started).toBeGreaterThanOrEqual(490);
  await expect(ssm('dropped').send(command())).rejects.toThrow(/socket hang up|ECONNRESET/);
});

test('a fault can be kept to calls about one thing, and to calls signed by a clock that is wrong', async () => {
  const credentials = { accessKeyId: 'kept', secretAccessKey: 'test' };
  const about = (systemClockOffset: number) =>
    new SSMClient({ ...clientSettings(emulator), credentials, systemClockOffset });
  const fault = { service: 'ssm', accessKey: 'kept', status: 400, code: 'AccessDeniedException' };
  await ask('POST', 'faults', { ...fault, containing: '/forbidden' });
  await ask('POST', 'faults', { ...fault, containing: '/punctual', skewedSeconds: 300 });
  const outcome = (name: string, offset = 0) =>
    about(offset)
      .send(new GetParameterCommand({ Name: name }))
      .catch((error: unknown) => (error instanceof Error ? error.name : error));
  expect(await outcome('/forbidden')).toBe('AccessDeniedException');
  expect(await outcome('/allowed')).toBe('ParameterNotFound');
  expect(await outcome('/punctual')).toBe('ParameterNotFound');
  expect(await outcome('/punctual', 3_600_000)).toBe('AccessDeniedException');
  await ask('DELETE', 'faults?containing=/forbidden');
  expect(await outcome('/forbidden')).toBe('ParameterNotFound');
  expect(await outcome('/punctual', 3_600_000)).toBe('AccessDeniedException');
});

test('of many writers at once who want to create an object, one does', async () => {
  const s3 = new S3Client({ ...clientSettings(emulator), forcePathStyle: true });
  const object = { Bucket: 'locks', Key: 'state.tflock' };
  await s3.send(new CreateBucketCommand({ Bucket: object.Bucket }));
  const writers = Array.from({ length: 8 }, (_, writer) =>
    s3.send(new PutObjectCommand({ ...object, Body: String(writer), IfNoneMatch: '*' })),
  );
  const outcomes = await Promise.allSettled(writers);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await s3.send(new HeadObjectCommand(object));
});

test('what is left over is told by kind', async () => {
  const ssm = new SSMClient(clientSettings(emulator));
  await ssm.send(new PutParameterCommand({ Name: '/left/over', Value: '1', Type: 'String' }));
  expect(await ask('GET', 'left-over')).toMatchObject({ parameter: expect.arrayContaining(['/left/over']) });
});

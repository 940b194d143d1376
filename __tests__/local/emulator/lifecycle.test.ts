import {
  DeleteAutoScalingGroupCommand,
  DeleteLifecycleHookCommand,
  DescribeAutoScalingInstancesCommand,
  RecordLifecycleActionHeartbeatCommand,
  SetDesiredCapacityCommand,
  SetInstanceHealthCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { type Emulator, startEmulator } from '../../../local/emulator';
import { eventually } from '../eventually';
import { bothHooks, hook, ScalingGroup } from './scaling-group';

/** Emulated seconds pass a hundred times as fast. */
const speed = 100;
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ speed });
});

afterAll(() => emulator?.stop());

function terminate(group: ScalingGroup, InstanceId: string, ShouldDecrementDesiredCapacity: boolean) {
  const input = { InstanceId, ShouldDecrementDesiredCapacity };
  return group.client.send(new TerminateInstanceInAutoScalingGroupCommand(input));
}

test('an instance is in service once its launch hook is completed, not before', async () => {
  const group = await ScalingGroup.create(emulator, 'launching');
  await group.setDesired(1);
  const [id = ''] = await group.reaches('Pending:Wait', 1);
  const { AutoScalingInstances } = await group.client.send(
    new DescribeAutoScalingInstancesCommand({ InstanceIds: [id] }),
  );
  expect(AutoScalingInstances).toMatchObject([{ LifecycleState: 'Pending:Wait', AutoScalingGroupName: 'launching' }]);
  await group.complete('launch', id);
  expect((await group.describe()).instances).toMatchObject([
    { InstanceId: id, LifecycleState: 'InService', LaunchTemplate: { Version: '1' } },
  ]);
});

test('a group without hooks puts its instances into service and lets them go at once', async () => {
  const group = await ScalingGroup.create(emulator, 'hookless', { LifecycleHookSpecificationList: [] });
  await group.setDesired(2);
  await group.reaches('InService', 2);
  await group.setDesired(0);
  await group.reaches('InService', 0);
});

test('an abandoned launch is terminated without the terminate hook and replaced', async () => {
  const group = await ScalingGroup.create(emulator, 'abandoning');
  await group.setDesired(1);
  const [first = ''] = await group.reaches('Pending:Wait', 1);
  await group.complete('launch', first, 'ABANDON');
  const [second] = await group.reaches('Pending:Wait', 1);
  expect(second).not.toBe(first);
  const [, launch] = await group.activities();
  expect(launch).toMatchObject({ StatusCode: 'Cancelled', StatusMessage: expect.stringContaining('abandoned') });
});

test('a launch hook that nobody completes abandons when its time is up', async () => {
  const hooks = [hook('launch', 'LAUNCHING', 30, 'ABANDON')];
  const group = await ScalingGroup.create(emulator, 'booting-forever', { LifecycleHookSpecificationList: hooks });
  await group.setDesired(1);
  const [first] = await group.reaches('Pending:Wait', 1);
  await eventually(
    () => group.describe(),
    ({ instances }) => instances.length === 1 && instances[0]?.InstanceId !== first,
  );
});

test('heartbeats extend a terminate hook; without them it continues by itself', async () => {
  const hooks = [hook('terminate', 'TERMINATING', 300, 'CONTINUE')];
  const group = await ScalingGroup.create(emulator, 'draining', { LifecycleHookSpecificationList: hooks });
  await group.setDesired(1);
  const [InstanceId = ''] = await group.reaches('InService', 1);
  await terminate(group, InstanceId, true);
  const started = performance.now();
  const heartbeat = { AutoScalingGroupName: group.name, LifecycleHookName: 'terminate', InstanceId };
  // The hook's 300 seconds are three here: longer than that with heartbeats, then it ends.
  await eventually(
    () => group.client.send(new RecordLifecycleActionHeartbeatCommand(heartbeat)),
    () => performance.now() - started > 4000,
  );
  expect((await group.describe()).instances).toMatchObject([{ LifecycleState: 'Terminating:Wait' }]);
  await group.reaches('', 0);
});

test('an instance leaves through Terminating:Wait and takes its slot along when it decrements', async () => {
  const group = await ScalingGroup.create(emulator, 'leaving');
  const [id = ''] = await group.grow(2);
  await terminate(group, id, true);
  const { desired, instances } = await group.describe();
  expect(desired).toBe(1);
  expect(instances).toContainEqual(expect.objectContaining({ InstanceId: id, LifecycleState: 'Terminating:Wait' }));
  await group.complete('terminate', id);
  await group.reaches('InService', 1);
  const { Reservations } = await group.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
});

test('an instance that leaves without decrement is replaced while it still drains', async () => {
  const group = await ScalingGroup.create(emulator, 'replacing');
  const [id = ''] = await group.grow(1);
  await terminate(group, id, false);
  await group.has('Pending:Wait', 1);
  expect(await group.has('Terminating:Wait', 1)).toEqual([id]);
});

test('asking twice for the same termination lowers the desired capacity once', async () => {
  const group = await ScalingGroup.create(emulator, 'twice');
  const [id = ''] = await group.grow(2);
  await terminate(group, id, true);
  await terminate(group, id, true);
  expect((await group.describe()).desired).toBe(1);
});

test('a decrement below the minimum is refused as AWS refuses it', async () => {
  const group = await ScalingGroup.create(emulator, 'at-minimum', { MinSize: 1 });
  const [id = ''] = await group.has('Pending:Wait', 1);
  await group.complete('launch', id);
  await expect(terminate(group, id, true)).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      "Currently, desiredSize equals minSize (1). Terminating instance without replacement will violate group's min size " +
      "constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.",
  });
});

test.each([
  [6, 'New SetDesiredCapacity value 6 is above max value 5 for the AutoScalingGroup.'],
  [0, 'New SetDesiredCapacity value 0 is below min value 1 for the AutoScalingGroup.'],
])('a desired capacity of %d outside the bounds is refused', async (DesiredCapacity, message) => {
  const group = await ScalingGroup.create(emulator, `bounds-${DesiredCapacity}`, { MinSize: 1 });
  const command = new SetDesiredCapacityCommand({ AutoScalingGroupName: group.name, DesiredCapacity });
  await expect(group.client.send(command)).rejects.toMatchObject({ name: 'ValidationError', message });
});

test('scaling in spares protected instances', async () => {
  const group = await ScalingGroup.create(emulator, 'protected');
  const ids = await group.grow(3);
  const [kept = ''] = ids;
  await group.client.send(
    new SetInstanceProtectionCommand({
      AutoScalingGroupName: group.name,
      InstanceIds: [kept],
      ProtectedFromScaleIn: true,
    }),
  );
  await group.setDesired(0);
  const leaving = await group.has('Terminating:Wait', 2);
  expect(leaving).not.toContain(kept);
  expect(await group.has('InService', 1)).toEqual([kept]);
});

test('an instance that EC2 terminates is replaced', async () => {
  const group = await ScalingGroup.create(emulator, 'lost');
  const [id = ''] = await group.grow(1);
  await group.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  const [next] = await group.reaches('Pending:Wait', 1);
  expect(next).not.toBe(id);
});

test('an instance that is called unhealthy drains and is replaced', async () => {
  const group = await ScalingGroup.create(emulator, 'unhealthy');
  const [id = ''] = await group.grow(1);
  await group.client.send(new SetInstanceHealthCommand({ InstanceId: id, HealthStatus: 'Unhealthy' }));
  expect(await group.has('Terminating:Wait', 1)).toEqual([id]);
  await group.has('Pending:Wait', 1);
});

test('an instance at its maximum lifetime drains and is replaced', async () => {
  const group = await ScalingGroup.create(emulator, 'outlived', { MaxInstanceLifetime: 600 });
  const [id = ''] = await group.grow(1);
  expect(await group.has('Terminating:Wait', 1)).toEqual([id]);
  await group.has('Pending:Wait', 1);
});

test('only an instance that waits for a hook can complete it', async () => {
  const group = await ScalingGroup.create(emulator, 'not-waiting');
  const [id = ''] = await group.grow(1);
  await expect(group.complete('launch', id)).rejects.toMatchObject({
    name: 'ValidationError',
    message: `No active Lifecycle Action found with instance ID ${id}`,
  });
});

test('deleting a terminate hook lets the instances go that wait for it', async () => {
  const group = await ScalingGroup.create(emulator, 'hook-gone');
  await group.grow(1);
  await group.setDesired(0);
  await group.reaches('Terminating:Wait', 1);
  const input = { AutoScalingGroupName: group.name, LifecycleHookName: 'terminate' };
  await group.client.send(new DeleteLifecycleHookCommand(input));
  await group.reaches('', 0);
});

test('an instance that is protected from scale-in goes once its protection is taken away', async () => {
  const group = await ScalingGroup.create(emulator, 'protecting', { LifecycleHookSpecificationList: [] });
  await group.setDesired(1);
  const InstanceIds = await group.reaches('InService', 1);
  const protection = { AutoScalingGroupName: group.name, InstanceIds };
  await group.client.send(new SetInstanceProtectionCommand({ ...protection, ProtectedFromScaleIn: true }));
  await group.setDesired(0);
  expect(await group.reaches('InService', 1)).toEqual(InstanceIds);
  await group.client.send(new SetInstanceProtectionCommand({ ...protection, ProtectedFromScaleIn: false }));
  await group.reaches('InService', 0);
});

test('a group with instances is deleted by force only, and that waits for no hook', async () => {
  const group = await ScalingGroup.create(emulator, 'deleted', { LifecycleHookSpecificationList: [...bothHooks] });
  await group.grow(1);
  const AutoScalingGroupName = group.name;
  await expect(group.client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName }))).rejects.toMatchObject({
    name: 'ResourceInUseFault',
  });
  await group.client.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }));
  expect(await group.describe()).toEqual({ desired: -1, instances: [] });
});

test('a launch that EC2 refuses is a failed activity, tried again with growing pauses', async () => {
  const group = await ScalingGroup.create(emulator, 'refused', { AvailabilityZones: ['us-east-1z'] });
  await group.setDesired(1);
  const activities = await eventually(
    () => group.activities(),
    (all) => all.filter(({ StatusCode }) => StatusCode === 'Failed').length >= 4,
  );
  const moments = activities.map(({ StartTime }) => StartTime?.getTime() ?? 0).reverse();
  const pauses = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
  // 0, 10, 20 emulated seconds at a hundred times the speed.
  expect(pauses[2]).toBeGreaterThan(150);
});

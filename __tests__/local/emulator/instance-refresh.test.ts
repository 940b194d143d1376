import {
  CancelInstanceRefreshCommand,
  type RefreshPreferences,
  RollbackInstanceRefreshCommand,
  SetInstanceProtectionCommand,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { type Emulator, startEmulator } from '../../../local/emulator';
import { eventually } from '../eventually';
import { finishRefresh, refreshOf } from './refresh-run';
import { ScalingGroup } from './scaling-group';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ speed: 200 });
});

afterAll(() => emulator?.stop());

const launchFirst = { MinHealthyPercentage: 100, InstanceWarmup: 0, SkipMatching: true } as const;

async function start(group: ScalingGroup, version: string, Preferences: RefreshPreferences = launchFirst) {
  const DesiredConfiguration = { LaunchTemplate: { LaunchTemplateName: group.name, Version: version } };
  const input = { AutoScalingGroupName: group.name, Preferences, DesiredConfiguration };
  return group.client.send(new StartInstanceRefreshCommand(input));
}

test('a refresh replaces every instance of an old version and never has fewer in service than wanted', async () => {
  const group = await ScalingGroup.create(emulator, 'rolling');
  await group.grow(3);
  const version = await group.addTemplateVersion('new');
  await start(group, version);
  expect(await finishRefresh(group)).toEqual({ status: 'Successful', fewest: 3, most: 4 });
  const { instances } = await group.describe();
  const inService = instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
  expect(inService.map(({ LaunchTemplate }) => LaunchTemplate?.Version)).toEqual([version, version, version]);
  expect(await refreshOf(group)).toMatchObject({ PercentageComplete: 100, InstancesToUpdate: 0 });
});

test('instances that come after a successful refresh have its version', async () => {
  const group = await ScalingGroup.create(emulator, 'afterwards');
  const version = await group.addTemplateVersion('new');
  await start(group, version);
  expect((await finishRefresh(group)).status).toBe('Successful');
  await group.setDesired(1);
  await group.reaches('Pending:Wait', 1);
  expect((await group.describe()).instances).toMatchObject([{ LaunchTemplate: { Version: version } }]);
});

test('a refresh to the version that runs replaces nothing when matching instances are skipped', async () => {
  const group = await ScalingGroup.create(emulator, 'matching');
  const before = await group.grow(2);
  await start(group, '1');
  expect((await finishRefresh(group)).status).toBe('Successful');
  expect(await group.reaches('InService', 2)).toEqual(before);
});

test('a refresh that may go below the wanted number terminates first', async () => {
  const group = await ScalingGroup.create(emulator, 'terminate-first');
  await group.grow(2);
  await start(group, await group.addTemplateVersion('new'), { ...launchFirst, MinHealthyPercentage: 50 });
  expect(await finishRefresh(group)).toEqual({ status: 'Successful', fewest: 1, most: 2 });
});

test('a new version whose instances are abandoned is rolled back, and the old instances stay', async () => {
  const group = await ScalingGroup.create(emulator, 'rolled-back');
  const before = await group.grow(2);
  const version = await group.addTemplateVersion('broken');
  await start(group, version, { ...launchFirst, AutoRollback: true });
  const { status, fewest } = await finishRefresh(group, (launched) => (launched === version ? 'ABANDON' : 'CONTINUE'));
  expect({ status, fewest }).toEqual({ status: 'RollbackSuccessful', fewest: 2 });
  expect(await group.reaches('InService', 2)).toEqual(before);
  expect(await refreshOf(group)).toMatchObject({ RollbackDetails: { RollbackReason: expect.any(String) } });
});

test('without automatic rollback a new version whose instances are abandoned fails', async () => {
  const group = await ScalingGroup.create(emulator, 'failed');
  await group.grow(1);
  await start(group, await group.addTemplateVersion('broken'));
  expect((await finishRefresh(group, () => 'ABANDON')).status).toBe('Failed');
});

test('a second refresh has to wait for the first, which can be cancelled', async () => {
  const group = await ScalingGroup.create(emulator, 'cancelled');
  await group.grow(1);
  const version = await group.addTemplateVersion('new');
  await start(group, version);
  await expect(start(group, version)).rejects.toMatchObject({ name: 'InstanceRefreshInProgressFault' });
  const input = { AutoScalingGroupName: group.name };
  await group.client.send(new CancelInstanceRefreshCommand(input));
  expect(await refreshOf(group)).toMatchObject({ Status: 'Cancelled' });
  await expect(group.client.send(new CancelInstanceRefreshCommand(input))).rejects.toMatchObject({
    name: 'ActiveInstanceRefreshNotFoundFault',
  });
});

test('a refresh can be rolled back by hand', async () => {
  const group = await ScalingGroup.create(emulator, 'by-hand');
  await group.grow(1);
  await start(group, await group.addTemplateVersion('new'));
  await group.has('Pending:Wait', 1);
  await group.client.send(new RollbackInstanceRefreshCommand({ AutoScalingGroupName: group.name }));
  expect((await finishRefresh(group)).status).toBe('RollbackSuccessful');
  expect((await group.describe()).instances).toMatchObject([{ LaunchTemplate: { Version: '1' } }]);
});

test.each([
  ['Refresh', 'Successful'],
  ['Ignore', 'Successful'],
  ['Wait', 'InProgress'],
] as const)('protected instances with %s: the refresh is %s', async (ScaleInProtectedInstances, status) => {
  const group = await ScalingGroup.create(emulator, `protected-${ScaleInProtectedInstances}`);
  const InstanceIds = await group.grow(1);
  const protection = { AutoScalingGroupName: group.name, InstanceIds, ProtectedFromScaleIn: true };
  await group.client.send(new SetInstanceProtectionCommand(protection));
  await start(group, await group.addTemplateVersion('new'), { ...launchFirst, ScaleInProtectedInstances });
  if (status === 'InProgress') {
    await eventually(
      () => refreshOf(group),
      (refresh) => refresh?.Status === status,
    );
    expect(await group.reaches('InService', 1)).toEqual(InstanceIds);
  } else {
    expect((await finishRefresh(group)).status).toBe(status);
  }
});

test('automatic rollback without a desired configuration is refused', async () => {
  const group = await ScalingGroup.create(emulator, 'no-configuration');
  const input = { AutoScalingGroupName: group.name, Preferences: { AutoRollback: true } };
  await expect(group.client.send(new StartInstanceRefreshCommand(input))).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('The AutoRollback parameter cannot be set to true'),
  });
});

import {
  AutoScalingClient,
  CancelInstanceRefreshCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  type InstanceRefreshStatus,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { AutoScalingAgentGroup } from '../../refresh-lambda/auto-scaling-group';
import { mix, plain } from './configurations';
import { SkippingClock } from './skipping-clock';

const aws = mockClient(AutoScalingClient);
const name = 'acme-s1-linux';
let clock: SkippingClock;
let group: AutoScalingAgentGroup;

beforeEach(() => {
  aws.reset();
  aws.on(DescribeAutoScalingGroupsCommand).resolves({
    AutoScalingGroups: [
      {
        AutoScalingGroupName: name,
        MinSize: 0,
        MaxSize: 1,
        DesiredCapacity: 0,
        DefaultCooldown: 300,
        AvailabilityZones: [],
        HealthCheckType: 'EC2',
        CreatedTime: new Date(0),
        ...plain('1'),
      },
    ],
  });
  aws.on(DescribeInstanceRefreshesCommand).resolves({});
  aws.on(CancelInstanceRefreshCommand).resolves({});
  clock = new SkippingClock();
  group = new AutoScalingAgentGroup(new AutoScalingClient({}), name, clock);
});

/** What AWS says about the group's refreshes, the newest first, one answer after the other; the last stays. */
function refreshes(...answers: readonly InstanceRefresh[][]): void {
  const described = aws.on(DescribeInstanceRefreshesCommand);
  const last = answers.length - 1;
  answers.forEach((InstanceRefreshes, index) => {
    if (index === last) described.resolves({ InstanceRefreshes });
    else described.resolvesOnce({ InstanceRefreshes });
  });
}

function refresh(Status: InstanceRefreshStatus): InstanceRefresh {
  return { InstanceRefreshId: 'id', Status, DesiredConfiguration: plain('2') };
}

test.each(['Pending', 'InProgress', 'Baking'] as const)('a refresh that is %s goes to its target', async (status) => {
  refreshes([refresh(status), refresh('Successful')]);
  expect((await group.state()).refresh).toEqual({ isRollingBack: false, target: plain('2') });
});

test('a rollback is one, and a refresh that is being cancelled goes nowhere', async () => {
  refreshes([refresh('RollbackInProgress')]);
  expect((await group.state()).refresh).toMatchObject({ isRollingBack: true });
  refreshes([refresh('Cancelling')]);
  expect((await group.state()).refresh).toEqual({ isRollingBack: false, target: undefined });
});

test.each(['Successful', 'Failed', 'Cancelled', 'RollbackFailed', 'RollbackSuccessful'] as const)(
  'a refresh that is %s is none any more',
  async (status) => {
    refreshes([refresh(status)]);
    expect((await group.state()).refresh).toBeUndefined();
  },
);

test('a group that is not there is told by its name', async () => {
  aws.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
  await expect(group.state()).rejects.toThrow(`there is no Auto Scaling group ${name}`);
});

test('a refresh is cancelled without waiting for its instances, which may drain for hours', async () => {
  refreshes([refresh('Cancelling')], [refresh('Cancelling')], [refresh('Cancelled')]);
  await group.cancelRefresh();
  expect(aws.commandCalls(CancelInstanceRefreshCommand)[0]?.args[0].input).toEqual({
    AutoScalingGroupName: name,
    WaitForTransitioningInstances: false,
  });
});

test('a refresh that does not end fails in words, within the time of the function', async () => {
  refreshes([refresh('Cancelling')]);
  await expect(group.cancelRefresh()).rejects.toThrow(/did not end within 30 s of being cancelled; deploy again/);
  expect(clock.now()).toBeLessThan(60_000);
});

test('a refresh that ended while it was to be cancelled is no error', async () => {
  const gone = Object.assign(new Error('none'), { name: 'ActiveInstanceRefreshNotFoundFault' });
  aws.on(CancelInstanceRefreshCommand).rejects(gone);
  await expect(group.cancelRefresh()).resolves.toBeUndefined();
});

test('a refresh launches first, goes back when it fails, leaves alone what is as it should be, and waits for no standby', async () => {
  await group.startRefresh(mix('2', ['t3.micro']));
  expect(aws.commandCalls(StartInstanceRefreshCommand)[0]?.args[0].input).toEqual({
    AutoScalingGroupName: name,
    DesiredConfiguration: mix('2', ['t3.micro']),
    Preferences: {
      AutoRollback: true,
      MinHealthyPercentage: 100,
      MaxHealthyPercentage: 120,
      InstanceWarmup: 0,
      SkipMatching: true,
      ScaleInProtectedInstances: 'Refresh',
      StandbyInstances: 'Ignore',
    },
  });
});

import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type LifecycleState,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { mockClient } from 'aws-sdk-client-mock';
import { AutoScalingAgentGroup } from '../../scaler-lambda/auto-scaling';

const aws = mockClient(AutoScalingClient);
const name = 'acme-s1-linux';
const { signal } = new AbortController();
let group: AutoScalingAgentGroup;

beforeEach(() => {
  aws.reset();
  group = new AutoScalingAgentGroup(new AutoScalingClient({}), name);
});

function described(more: Partial<AutoScalingGroup> = {}): void {
  const required = { DefaultCooldown: 300, AvailabilityZones: [], HealthCheckType: 'EC2', CreatedTime: new Date(0) };
  const sizes = { AutoScalingGroupName: name, MinSize: 1, MaxSize: 9, DesiredCapacity: 3 };
  aws.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [{ ...required, ...sizes, ...more }] });
}

test('a group that is being deleted is none to raise any more, whatever its sizes', async () => {
  described({ Status: 'Delete in progress' });
  await expect(group.view(signal)).rejects.toThrow(`Auto Scaling group ${name} is being deleted: Delete in progress`);
});

test('a group that is not there is told by its name', async () => {
  aws.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
  await expect(group.view(signal)).rejects.toThrow(`there is no Auto Scaling group ${name}`);
});

test('only what is in service serves jobs: standby, detached and ending instances do not, and will not', async () => {
  const states: readonly LifecycleState[] = ['InService', 'Pending:Wait', 'Standby', 'EnteringStandby', 'Terminating'];
  const instance = (LifecycleState: LifecycleState, index: number) => ({
    InstanceId: `i-${index}`,
    AvailabilityZone: 'us-east-1a',
    LifecycleState,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: true,
  });
  described({ Instances: states.map(instance) });
  const { instances } = await group.view(signal);
  expect(instances.map(({ state }) => state)).toEqual(['in-service', 'pending', 'leaving', 'leaving', 'leaving']);
});

test.each([
  ['Launch', true],
  ['AZRebalance', false],
])('with %s suspended launches are suspended: %s', async (ProcessName, launchesSuspended) => {
  described({ SuspendedProcesses: [{ ProcessName, SuspensionReason: 'User suspended' }] });
  expect(await group.view(signal)).toMatchObject({ launchesSuspended });
});

test('a raise waits for no cooldown', async () => {
  aws.on(SetDesiredCapacityCommand).resolves({});
  await group.setDesiredCapacity(4, signal);
  const input = { AutoScalingGroupName: name, DesiredCapacity: 4, HonorCooldown: false };
  expect(aws.commandCalls(SetDesiredCapacityCommand)[0]?.args[0].input).toEqual(input);
});

test('of what a group did only launches that failed are failed launches', async () => {
  const activity = (StatusCode: 'Failed' | 'Successful', Description: string, StatusMessage?: string) => ({
    ActivityId: 'id',
    AutoScalingGroupName: name,
    Cause: '',
    StartTime: new Date(7000),
    StatusCode,
    Description,
    ...(StatusMessage === undefined ? {} : { StatusMessage }),
  });
  aws.on(DescribeScalingActivitiesCommand).resolves({
    Activities: [
      activity('Failed', 'Launching a new EC2 instance: i-1', 'Client.InternalError'),
      activity('Failed', 'Launching a new EC2 instance'),
      activity('Successful', 'Launching a new EC2 instance: i-2'),
      activity('Failed', 'Terminating EC2 instance: i-3', 'no'),
    ],
  });
  expect(await group.failedLaunches(signal)).toEqual([
    { at: 7, message: 'Client.InternalError' },
    { at: 7, message: 'no reason given' },
  ]);
});

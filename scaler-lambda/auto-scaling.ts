import {
  type Activity,
  type AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type Instance,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import type { GroupInstance } from './boots';
import type { FailedLaunch } from './failed-launches';
import type { AgentGroup, GroupView } from './group-watch';
import type { ScalingActivities } from './growth-watch';

/** Time for one request with its retries, in milliseconds. */
const timeLimit = 5000;

/** The Auto Scaling group of one agent type. */
export class AutoScalingAgentGroup implements AgentGroup, ScalingActivities {
  constructor(
    private readonly autoScaling: AutoScalingClient,
    private readonly name: string,
  ) {}

  /** @throws when there is no such group, or no longer. */
  async view(signal: AbortSignal): Promise<GroupView> {
    const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.name] });
    const { AutoScalingGroups } = await this.autoScaling.send(describe, limited(signal)).catch((cause: unknown) => {
      throw new Error(`could not read the sizes of Auto Scaling group ${this.name}`, { cause });
    });
    const group = AutoScalingGroups?.[0];
    const { MinSize: min, MaxSize: max, DesiredCapacity: desired, Instances = [], Status } = group ?? {};
    const { SuspendedProcesses = [] } = group ?? {};
    if (group === undefined || min === undefined || max === undefined || desired === undefined) {
      throw new Error(`there is no Auto Scaling group ${this.name}`);
    }
    // AWS says how the deletion goes, and nothing while the group is not being deleted.
    if (Status !== undefined) throw new Error(`Auto Scaling group ${this.name} is being deleted: ${Status}`);
    return {
      min,
      max,
      desired,
      instances: Instances.flatMap(groupInstance),
      instanceTypes: instanceTypes(group),
      launchesSuspended: SuspendedProcesses.some(({ ProcessName }) => ProcessName === 'Launch'),
    };
  }

  async setDesiredCapacity(capacity: number, signal: AbortSignal): Promise<void> {
    const input = { AutoScalingGroupName: this.name, DesiredCapacity: capacity, HonorCooldown: false };
    await this.autoScaling.send(new SetDesiredCapacityCommand(input), limited(signal)).catch((cause: unknown) => {
      throw new Error(`could not set the desired capacity of Auto Scaling group ${this.name}`, { cause });
    });
  }

  async failedLaunches(signal: AbortSignal): Promise<readonly FailedLaunch[]> {
    const describe = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: this.name, MaxRecords: 50 });
    const { Activities = [] } = await this.autoScaling.send(describe, limited(signal)).catch((cause: unknown) => {
      throw new Error(`could not read the activities of Auto Scaling group ${this.name}`, { cause });
    });
    return Activities.flatMap(failedLaunch);
  }
}

/** Types that the group names itself; those that it picks by their features, or that its template has, it does not. */
function instanceTypes({ MixedInstancesPolicy, Instances = [] }: AutoScalingGroup): string[] {
  const overrides = MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const types = [...overrides, ...Instances].flatMap(({ InstanceType }) => InstanceType ?? []);
  return [...new Set(types)];
}

function failedLaunch({ StatusCode, Description, StartTime, StatusMessage }: Activity): FailedLaunch[] {
  const isFailedLaunch = StatusCode === 'Failed' && Description?.startsWith('Launching') && StartTime;
  return isFailedLaunch ? [{ at: StartTime.getTime() / 1000, message: StatusMessage ?? 'no reason given' }] : [];
}

/** Instances in standby or in the warm pool serve nobody, and are not on their way to. */
function groupInstance({ InstanceId: id, LifecycleState: lifecycle }: Instance): GroupInstance[] {
  if (id === undefined) return [];
  if (lifecycle?.startsWith('Pending')) return [{ id, state: 'pending' }];
  return [{ id, state: lifecycle === 'InService' ? 'in-service' : 'leaving' }];
}

function limited(signal: AbortSignal) {
  return { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]) };
}

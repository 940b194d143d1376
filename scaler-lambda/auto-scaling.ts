import {
  type AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  type Instance,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import type { GroupInstance } from './boots';
import type { AgentGroup, GroupView } from './group-watch';

/** Time for one request with its retries, in milliseconds. */
const timeLimit = 5000;

/** The Auto Scaling group of one agent type. */
export class AutoScalingAgentGroup implements AgentGroup {
  constructor(
    private readonly autoScaling: AutoScalingClient,
    private readonly name: string,
  ) {}

  /** @throws when there is no such group. */
  async view(signal: AbortSignal): Promise<GroupView> {
    const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.name] });
    const { AutoScalingGroups } = await this.autoScaling.send(describe, limited(signal)).catch((cause: unknown) => {
      throw new Error(`could not read the sizes of Auto Scaling group ${this.name}`, { cause });
    });
    const { MinSize: min, MaxSize: max, DesiredCapacity: desired, Instances = [] } = AutoScalingGroups?.[0] ?? {};
    if (min === undefined || max === undefined || desired === undefined) {
      throw new Error(`there is no Auto Scaling group ${this.name}`);
    }
    return { min, max, desired, instances: Instances.flatMap(groupInstance) };
  }

  async setDesiredCapacity(capacity: number, signal: AbortSignal): Promise<void> {
    const input = { AutoScalingGroupName: this.name, DesiredCapacity: capacity, HonorCooldown: false };
    await this.autoScaling.send(new SetDesiredCapacityCommand(input), limited(signal)).catch((cause: unknown) => {
      throw new Error(`could not set the desired capacity of Auto Scaling group ${this.name}`, { cause });
    });
  }
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

import {
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  DescribeAutoScalingGroupsCommand,
  RecordLifecycleActionHeartbeatCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';

/** The group is at its minimum, so that an instance cannot take its place along. */
export class DecrementRefused extends Error {}

/** The Auto Scaling group, as one of its instances sees it. */
export class AgentGroup {
  private readonly client: AutoScalingClient;

  constructor(
    private readonly name: string,
    private readonly instanceId: string,
    region: string,
  ) {
    // Instances of a fleet call all at once when a wave of jobs ends: patience before giving up.
    this.client = new AutoScalingClient({ region, maxAttempts: 6 });
  }

  async completeHook(hook: string, result: 'CONTINUE' | 'ABANDON'): Promise<void> {
    await this.client.send(
      new CompleteLifecycleActionCommand({
        AutoScalingGroupName: this.name,
        InstanceId: this.instanceId,
        LifecycleHookName: hook,
        LifecycleActionResult: result,
      }),
    );
  }

  async heartbeat(hook: string): Promise<void> {
    await this.client.send(
      new RecordLifecycleActionHeartbeatCommand({
        AutoScalingGroupName: this.name,
        InstanceId: this.instanceId,
        LifecycleHookName: hook,
      }),
    );
  }

  /** The group would have to replace this instance if it left. */
  async isAtMin(): Promise<boolean> {
    const { AutoScalingGroups: groups = [] } = await this.client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.name] }),
    );
    const [group] = groups;
    return group !== undefined && (group.DesiredCapacity ?? 0) <= (group.MinSize ?? 0);
  }

  /** @throws DecrementRefused */
  async terminate(decrement: boolean): Promise<void> {
    try {
      await this.client.send(
        new TerminateInstanceInAutoScalingGroupCommand({
          InstanceId: this.instanceId,
          ShouldDecrementDesiredCapacity: decrement,
        }),
      );
    } catch (error) {
      const refused = decrement && error instanceof Error && /min(imum)? ?size/i.test(error.message);
      throw refused ? new DecrementRefused(error.message, { cause: error }) : error;
    }
  }
}

import {
  type AutoScalingClient,
  CancelInstanceRefreshCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  type RefreshPreferences,
  StartInstanceRefreshCommand,
} from '@aws-sdk/client-auto-scaling';
import type { Clock } from '../scaler-lambda/clock';
import type { DesiredConfiguration } from './desired-configuration';
import type { ActiveRefresh, AgentGroup, GroupState } from './refresh';

/**
 * A refresh launches first and terminates afterwards, and the terminate hook gives jobs their time, so it costs no agent.
 * InService means that an agent is registered: there is nothing to warm up, and a refresh to a configuration whose
 * instances get no agent fails while the old instances stay. What it replaced goes back then, as does the group.
 */
const preferences: RefreshPreferences = {
  AutoRollback: true,
  MinHealthyPercentage: 100,
  MaxHealthyPercentage: 120,
  InstanceWarmup: 0,
  SkipMatching: true,
  // Protection is against scaling in; an instance that is replaced drains all the same.
  ScaleInProtectedInstances: 'Refresh',
  // Someone looks into it. By default AWS waits an hour for it to come back, and then fails the refresh.
  StandbyInstances: 'Ignore',
};

const rollingBack = 'RollbackInProgress';
/** States of a refresh that has not ended: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html */
const active = new Set<string | undefined>(['Pending', 'InProgress', 'Baking', 'Cancelling', rollingBack]);

/** Milliseconds between two looks whether a refresh has been cancelled, and the most that takes. */
const lookInterval = 1000;
const cancelLimit = 30_000;

/** The group on AWS. */
export class AutoScalingAgentGroup implements AgentGroup {
  constructor(
    private readonly client: AutoScalingClient,
    private readonly name: string,
    private readonly clock: Clock,
  ) {}

  async state(): Promise<GroupState> {
    const input = { AutoScalingGroupNames: [this.name] };
    const [{ AutoScalingGroups: [configuration] = [] }, refresh] = await Promise.all([
      this.client.send(new DescribeAutoScalingGroupsCommand(input)),
      this.activeRefresh(),
    ]);
    if (!configuration) throw new Error(`there is no Auto Scaling group ${this.name}`);
    return { configuration, refresh: refresh && describe(refresh) };
  }

  async cancelRefresh(): Promise<void> {
    const input = { AutoScalingGroupName: this.name, WaitForTransitioningInstances: false };
    await this.client.send(new CancelInstanceRefreshCommand(input)).catch((error: unknown) => {
      // It ended in this moment.
      if (!(error instanceof Error) || !error.name.startsWith('ActiveInstanceRefreshNotFound')) throw error;
    });
    const lastLook = this.clock.now() + cancelLimit;
    while (await this.activeRefresh()) {
      if (this.clock.now() >= lastLook) {
        throw new Error(
          `the instance refresh of ${this.name} that runs did not end within ${cancelLimit / 1000} s of being cancelled; ` +
            'deploy again when it has',
        );
      }
      await this.clock.sleep(lookInterval);
    }
  }

  async startRefresh(configuration: DesiredConfiguration): Promise<void> {
    const input = { AutoScalingGroupName: this.name, DesiredConfiguration: configuration, Preferences: preferences };
    await this.client.send(new StartInstanceRefreshCommand(input));
  }

  private async activeRefresh(): Promise<InstanceRefresh | undefined> {
    const input = { AutoScalingGroupName: this.name };
    const { InstanceRefreshes = [] } = await this.client.send(new DescribeInstanceRefreshesCommand(input));
    return InstanceRefreshes.find(({ Status }) => active.has(Status));
  }
}

function describe({ Status, DesiredConfiguration }: InstanceRefresh): ActiveRefresh {
  // One that is being cancelled goes nowhere: it has to be waited for.
  return { isRollingBack: Status === rollingBack, target: Status === 'Cancelling' ? undefined : DesiredConfiguration };
}

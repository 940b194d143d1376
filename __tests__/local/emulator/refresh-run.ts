import { DescribeInstanceRefreshesCommand } from '@aws-sdk/client-auto-scaling';
import { eventually } from '../eventually';
import type { ScalingGroup } from './scaling-group';

const running = new Set(['Pending', 'InProgress', 'RollbackInProgress']);

/** The newest refresh of a group. */
export async function refreshOf(group: ScalingGroup) {
  const input = { AutoScalingGroupName: group.name };
  const { InstanceRefreshes } = await group.client.send(new DescribeInstanceRefreshesCommand(input));
  return InstanceRefreshes?.[0];
}

/** Answers every hook until the refresh ends; returns how it ended, and the fewest and most instances seen meanwhile. */
export async function finishRefresh(
  group: ScalingGroup,
  launchResult: (version: string) => 'CONTINUE' | 'ABANDON' = () => 'CONTINUE',
) {
  let [fewest, most] = [Number.POSITIVE_INFINITY, 0];
  const status = await eventually(
    async () => {
      const { instances } = await group.describe();
      fewest = Math.min(fewest, instances.filter(({ LifecycleState }) => LifecycleState === 'InService').length);
      most = Math.max(most, instances.filter(({ LifecycleState }) => !LifecycleState?.startsWith('Term')).length);
      for (const { InstanceId = '', LifecycleState, LaunchTemplate } of instances) {
        if (LifecycleState === 'Pending:Wait') {
          await group.complete('launch', InstanceId, launchResult(LaunchTemplate?.Version ?? ''));
        }
        if (LifecycleState === 'Terminating:Wait') await group.complete('terminate', InstanceId);
      }
      return (await refreshOf(group))?.Status ?? '';
    },
    (now) => !running.has(now),
  );
  return { status, fewest, most };
}

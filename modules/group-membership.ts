import type { DeploymentTarget } from './deployment-target';
import type { ServiceRole } from './service-role';

/**
 * Lets the instances of the group called `groupName` tell it how they are and leave it. The group is named, not passed:
 * it is made after the permissions of its instances.
 */
export function grantMembership(role: ServiceRole, target: DeploymentTarget, groupName: string): void {
  const actions = [
    'autoscaling:CompleteLifecycleAction',
    'autoscaling:RecordLifecycleActionHeartbeat',
    'autoscaling:TerminateInstanceInAutoScalingGroup',
  ];
  const group = target.arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${groupName}`);
  role.allow({ actions, resources: [group] });
  role.allow({ actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] });
}

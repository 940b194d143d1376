import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import type { DiskKey } from './disk-key';
import type { LaunchTemplate } from './launch-template';
import { LifecycleHooks, lifecycleHooks } from './lifecycle-hooks';
import { type LaunchConfiguration, launchConfiguration, purchase, refreshedAttributes } from './mixed-instances';
import type { Network } from './network';
import type { ServiceRole } from './service-role';

/** Properties of an `AgentGroup`. */
export interface AgentGroupProps {
  readonly target: DeploymentTarget;
  readonly agentType: AgentType;
  readonly launchTemplate: LaunchTemplate;
  readonly network: Network;
  /** Key of the instances' disks. @default - one that Auto Scaling may use anyway */
  readonly diskKey: DiskKey | undefined;
  /** Tags of the group, which its instances get as well. */
  readonly tags: Readonly<Record<string, string>>;
  /** What instances need from their first second on: permissions, parameters, log groups. */
  readonly dependsOn: ITerraformDependable[];
}

/** The Auto Scaling group of an agent type. */
export class AgentGroup extends Construct {
  readonly group: AutoscalingGroup;
  /** What the group is to launch. */
  readonly launches: LaunchConfiguration;
  /** What must be as it is to be before instances are replaced: the group, the hooks that judge them, the key to their disks. */
  readonly ready: ITerraformDependable[];
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: AgentGroupProps) {
    super(scope, id);
    const { agentType, launchTemplate, network, tags, target, diskKey } = props;
    const { size, resourcePrefix, agent } = agentType;
    this.launches = launchConfiguration(agentType, launchTemplate.template);
    this.arn = target.arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${resourcePrefix}`);
    this.group = new AutoscalingGroup(this, 'group', {
      name: resourcePrefix,
      minSize: size.min,
      maxSize: size.max,
      desiredCapacity: size.desired ?? size.min,
      vpcZoneIdentifier: network.subnetIds,
      ...this.launches,
      ...purchase(agentType),
      ...(size.maxLifetime ? { maxInstanceLifetime: size.maxLifetime.seconds } : {}),
      ...(size.metrics.length > 0 ? { enabledMetrics: [...new Set(size.metrics)] } : {}),
      metricsGranularity: '1Minute',
      protectFromScaleIn: size.protectFromScaleIn,
      // A rebalance between zones would end busy agents for nothing.
      suspendedProcesses: ['AZRebalance'],
      healthCheckType: 'EC2',
      // An instance in service is known to work, so what says that it is unhealthy is to be believed at once. Not 0,
      // which the provider leaves out of the request that creates the group.
      healthCheckGracePeriod: 1,
      initialLifecycleHook: [...lifecycleHooks(agent)],
      // The scaler's business after creation; and instances may take as long as they like.
      waitForCapacityTimeout: '0',
      lifecycle: {
        ignoreChanges: ['desired_capacity', 'initial_lifecycle_hook', ...refreshedAttributes(this.launches)],
      },
      forceDeleteWarmPool: true,
      timeouts: { delete: agentType.image.os === 'macos' ? '60m' : '20m' },
      tag: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      dependsOn: props.dependsOn,
    });
    const { hooks } = new LifecycleHooks(this, 'hooks', { group: this.group, settings: agent });
    this.ready = [this.group, ...hooks, ...(diskKey ? [diskKey.grantLaunches(this.group)] : [])];
  }

  /** Lets `role` set the size of this group, and read the sizes of groups, which IAM cannot narrow down. */
  grantScale(role: ServiceRole): void {
    const describe = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'];
    role.allow({ actions: describe, resources: ['*'] });
    role.allow({ actions: ['autoscaling:SetDesiredCapacity'], resources: [this.arn] });
  }

  /** Lets `role` refresh the instances of this group, and read groups and refreshes, which IAM cannot narrow down. */
  grantRefresh(role: ServiceRole): void {
    const describe = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeInstanceRefreshes'];
    role.allow({ actions: describe, resources: ['*'] });
    const refresh = ['autoscaling:CancelInstanceRefresh', 'autoscaling:StartInstanceRefresh'];
    role.allow({ actions: refresh, resources: [this.arn] });
  }
}

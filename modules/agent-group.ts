import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import type { LaunchTemplate } from './launch-template';
import { LifecycleHooks, lifecycleHooks } from './lifecycle-hooks';
import { launches } from './mixed-instances';
import type { Network } from './network';
import type { ServiceRole } from './service-role';

/** Properties of an `AgentGroup`. */
export interface AgentGroupProps {
  readonly target: DeploymentTarget;
  readonly agentType: AgentType;
  readonly launchTemplate: LaunchTemplate;
  readonly network: Network;
  /** Tags of the group, which its instances get as well. */
  readonly tags: Readonly<Record<string, string>>;
  /** What instances need from their first second on: permissions, parameters, log groups. */
  readonly dependsOn: ITerraformDependable[];
}

/**
 * A refresh launches first and terminates afterwards, and the terminate hook gives jobs their time, so it costs no agent.
 * InService means that an agent is registered: there is nothing to warm up, and a refresh to a template whose instances
 * get no agent fails while the old instances stay.
 *
 * The rollback that AWS then starts does not reach the old template yet: the provider updates the group before it starts
 * the refresh, so both have the new one (https://github.com/hashicorp/terraform-provider-aws/issues/34189).
 */
const refreshPreferences = {
  autoRollback: true,
  minHealthyPercentage: 100,
  maxHealthyPercentage: 120,
  instanceWarmup: '0',
  skipMatching: true,
  // Protection is against scaling in; an instance that is replaced drains all the same.
  scaleInProtectedInstances: 'Refresh',
} as const;

/** The Auto Scaling group of an agent type. */
export class AgentGroup extends Construct {
  readonly group: AutoscalingGroup;
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: AgentGroupProps) {
    super(scope, id);
    const { agentType, launchTemplate, network, tags, target } = props;
    const { size, resourcePrefix, agent } = agentType;
    this.arn = target.arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${resourcePrefix}`);
    this.group = new AutoscalingGroup(this, 'group', {
      name: resourcePrefix,
      minSize: size.min,
      maxSize: size.max,
      desiredCapacity: size.desired ?? size.min,
      vpcZoneIdentifier: network.subnetIds,
      ...launches(agentType, launchTemplate.template),
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
      instanceRefresh: { strategy: 'Rolling', preferences: refreshPreferences },
      // The scaler's business after creation; and instances may take as long as they like.
      waitForCapacityTimeout: '0',
      lifecycle: { ignoreChanges: ['desired_capacity', 'initial_lifecycle_hook'] },
      forceDeleteWarmPool: true,
      timeouts: { delete: agentType.image.os === 'macos' ? '60m' : '20m' },
      tag: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      dependsOn: props.dependsOn,
    });
    new LifecycleHooks(this, 'hooks', { group: this.group, settings: agent });
  }

  /** Lets `role` set the size of this group, and read the sizes of groups, which IAM cannot narrow down. */
  grantScale(role: ServiceRole): void {
    const describe = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'];
    role.allow({ actions: describe, resources: ['*'] });
    role.allow({ actions: ['autoscaling:SetDesiredCapacity'], resources: [this.arn] });
  }
}

import type { AutoscalingGroupConfig } from '@cdktf/provider-aws/lib/autoscaling-group';
import type { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Token } from 'cdktf';
import type { AgentType } from '../config/fleet';

/** What a group launches. The group has it at creation; from then on instance refreshes change it. */
export type LaunchConfiguration = Pick<AutoscalingGroupConfig, 'launchTemplate' | 'mixedInstancesPolicy'>;

/**
 * A mix, also of one type, so that a change of the types is never a change of form too. A warm pool takes a template
 * alone. The template's version is pinned: from `$Latest` there is no way back.
 */
export function launchConfiguration(agentType: AgentType, template: LaunchTemplate): LaunchConfiguration {
  const version = Token.asString(template.latestVersion);
  const { instances } = agentType;
  const { types = [], requirements } = instances;
  if (instances.warmPool) return { launchTemplate: { id: template.id, version } };
  return {
    mixedInstancesPolicy: {
      // Always given in full: AWS fills in what is left out, and would then be said to differ.
      instancesDistribution: {
        onDemandAllocationStrategy: instances.onDemandStrategy ?? (requirements ? 'lowest-price' : 'prioritized'),
        onDemandBaseCapacity: instances.onDemandBase,
        onDemandPercentageAboveBaseCapacity: instances.onDemandPercentAboveBase,
        spotAllocationStrategy: instances.spotStrategy ?? 'price-capacity-optimized',
      },
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: template.id, version },
        override: requirements
          ? [{ instanceRequirements: requirements }]
          : types.map((instanceType) => ({ instanceType })),
      },
    },
  };
}

/**
 * What Terraform leaves alone once the group is there, so that a refresh that fails has something to go back to. From a
 * mix to a template alone, which a warm pool needs before it is added, only Terraform can change the group.
 */
export function refreshedAttributes({ launchTemplate }: LaunchConfiguration): string[] {
  return launchTemplate ? ['launch_template[0].version'] : ['launch_template', 'mixed_instances_policy'];
}

/** How the group buys and keeps its instances, beside what it launches. */
export function purchase({
  instances,
  size,
}: AgentType): Pick<AutoscalingGroupConfig, 'capacityRebalance' | 'warmPool'> {
  if (instances.warmPool) return { warmPool: warmPool(instances.warmPool, size.max) };
  return { capacityRebalance: instances.capacityRebalance };
}

function warmPool(settings: NonNullable<AgentType['instances']['warmPool']>, groupMax: number) {
  const states = { stopped: 'Stopped', running: 'Running', hibernated: 'Hibernated' } as const;
  return {
    minSize: settings.min,
    maxGroupPreparedCapacity: settings.max ?? groupMax,
    poolState: states[settings.state],
    // A used instance is not clean.
    instanceReusePolicy: { reuseOnScaleIn: false },
  };
}

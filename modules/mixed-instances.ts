import type { AutoscalingGroupConfig } from '@cdktf/provider-aws/lib/autoscaling-group';
import type { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Token } from 'cdktf';
import type { AgentType } from '../config/fleet';

type Launches = Pick<
  AutoscalingGroupConfig,
  'launchTemplate' | 'mixedInstancesPolicy' | 'capacityRebalance' | 'warmPool'
>;

/**
 * What a group launches: a mix, also of one type, so that a change of the types is never a change of form too, for which
 * the provider asks AWS for both forms at once. A warm pool takes a template alone. The template's version is pinned:
 * with `$Latest` no refresh starts.
 */
export function launches(agentType: AgentType, template: LaunchTemplate): Launches {
  const version = Token.asString(template.latestVersion);
  const { instances, size } = agentType;
  const { types = [], requirements } = instances;
  if (instances.warmPool) {
    return {
      launchTemplate: { id: template.id, version },
      warmPool: warmPool(instances.warmPool, size.max),
    };
  }
  return {
    mixedInstancesPolicy: {
      // Always given in full: AWS fills in what is left out, and the next plan would want to take it away.
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
    capacityRebalance: instances.capacityRebalance,
  };
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

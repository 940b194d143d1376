const LaunchTemplateId = 'lt-0123456789abcdef0';

/** A template alone. */
export function plain(Version: string) {
  return { LaunchTemplate: { LaunchTemplateId, Version } };
}

/** A mix of types. */
export function mix(Version: string, types: readonly string[], onDemandPercent = 100) {
  return {
    MixedInstancesPolicy: {
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: 0,
        OnDemandPercentageAboveBaseCapacity: onDemandPercent,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateId, Version },
        Overrides: types.map((InstanceType) => ({ InstanceType })),
      },
    },
  };
}

import type { InstanceRequirements } from '@aws-sdk/client-auto-scaling';
import { instanceRequirements } from '../../config/settings/instance-requirements';
import { desiredConfiguration } from '../../modules/desired-configuration';

test('every requirement has the name that AWS gives it', () => {
  const range = { min: 1, max: 2 };
  const settings = instanceRequirements.parse({
    vcpuCount: range,
    memoryMib: range,
    allowedInstanceTypes: ['m7*'],
    excludedInstanceTypes: ['m6*'],
    instanceGenerations: ['current'],
    cpuManufacturers: ['amd'],
    bareMetal: 'excluded',
    burstablePerformance: 'excluded',
    localStorage: 'required',
    localStorageTypes: ['ssd'],
    totalLocalStorageGb: range,
    memoryGibPerVcpu: range,
    baselineEbsBandwidthMbps: range,
    networkBandwidthGbps: range,
    networkInterfaceCount: range,
    acceleratorCount: range,
    acceleratorManufacturers: ['nvidia'],
    acceleratorNames: ['t4'],
    acceleratorTotalMemoryMib: range,
    acceleratorTypes: ['gpu'],
    requireHibernateSupport: true,
    onDemandMaxPricePercentageOverLowestPrice: 20,
    spotMaxPricePercentageOverLowestPrice: 30,
    maxSpotPriceAsPercentageOfOptimalOnDemandPrice: 40,
  });
  const [Min, Max] = [1, 2];
  const expected: Required<Omit<InstanceRequirements, 'BaselinePerformanceFactors'>> = {
    VCpuCount: { Min, Max },
    MemoryMiB: { Min, Max },
    AllowedInstanceTypes: ['m7*'],
    ExcludedInstanceTypes: ['m6*'],
    InstanceGenerations: ['current'],
    CpuManufacturers: ['amd'],
    BareMetal: 'excluded',
    BurstablePerformance: 'excluded',
    LocalStorage: 'required',
    LocalStorageTypes: ['ssd'],
    TotalLocalStorageGB: { Min, Max },
    MemoryGiBPerVCpu: { Min, Max },
    BaselineEbsBandwidthMbps: { Min, Max },
    NetworkBandwidthGbps: { Min, Max },
    NetworkInterfaceCount: { Min, Max },
    AcceleratorCount: { Min, Max },
    AcceleratorManufacturers: ['nvidia'],
    AcceleratorNames: ['t4'],
    AcceleratorTotalMemoryMiB: { Min, Max },
    AcceleratorTypes: ['gpu'],
    RequireHibernateSupport: true,
    OnDemandMaxPricePercentageOverLowestPrice: 20,
    SpotMaxPricePercentageOverLowestPrice: 30,
    MaxSpotPriceAsPercentageOfOptimalOnDemandPrice: 40,
  };
  expect(Object.keys(settings)).toEqual(Object.keys(instanceRequirements.shape));
  const override = [{ instanceRequirements: settings }];
  const policy = { launchTemplate: { launchTemplateSpecification: {}, override } };
  expect(JSON.parse(desiredConfiguration({ mixedInstancesPolicy: policy }))).toEqual({
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: {}, Overrides: [{ InstanceRequirements: expected }] },
    },
  });
});

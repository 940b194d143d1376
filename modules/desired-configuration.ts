import type { LaunchConfiguration } from './mixed-instances';

/** Names that AWS's API does not write as Terraform's, but for the first letter. */
const names: Readonly<Record<string, string>> = {
  override: 'Overrides',
  vcpuCount: 'VCpuCount',
  memoryMib: 'MemoryMiB',
  memoryGibPerVcpu: 'MemoryGiBPerVCpu',
  totalLocalStorageGb: 'TotalLocalStorageGB',
  acceleratorTotalMemoryMib: 'AcceleratorTotalMemoryMiB',
};

/**
 * What a group launches as AWS's API writes it, in JSON.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DesiredConfiguration.html
 */
export function desiredConfiguration({ launchTemplate, mixedInstancesPolicy }: LaunchConfiguration): string {
  if (mixedInstancesPolicy) return JSON.stringify(renamed({ mixedInstancesPolicy }));
  return JSON.stringify({ LaunchTemplate: { LaunchTemplateId: launchTemplate?.id, Version: launchTemplate?.version } });
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [nameOf(key), renamed(inner)]));
}

function nameOf(key: string): string {
  return names[key] ?? `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

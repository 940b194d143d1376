/** Partition of a region: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  const isolated = /^(?:us|eu)-(iso[a-z]*)-/.exec(region)?.[1];
  return isolated ? `aws-${isolated}` : 'aws';
}

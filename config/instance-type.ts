import type { Architecture } from './settings/image';
import { text } from './text-format';

/**
 * Syntax of an EC2 instance type: family, generation and options, a dot, the size.
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export const instanceType = text(
  /^[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|large|\d*xlarge|metal(?:-\d+xl)?)$/,
  'an EC2 instance type, such as c7g.large',
);

/** The part before the dot: `c7g` of `c7g.large`. */
export function instanceFamily(type: string): string {
  return type.split('.')[0] ?? type;
}

export function isMac(type: string): boolean {
  return type.startsWith('mac');
}

export function isBareMetal(type: string): boolean {
  return type.includes('.metal');
}

/**
 * Processor architecture of a type, from its family's name: a1 and every family with a g (Graviton) among its options
 * are arm64, so are Grace (gb200, gb300) and every mac but mac1.
 * Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(type: string): Architecture {
  const family = instanceFamily(type);
  if (isMac(family)) return family === 'mac1' ? 'x86_64' : 'arm64';
  const options = /^[a-z]+\d+([a-z]*)/.exec(family)?.[1] ?? '';
  return family === 'a1' || options.includes('g') || /-gb\d+$/.test(family) ? 'arm64' : 'x86_64';
}

/**
 * Whether a type can have IPv6 addresses: all but five families of the first generations can.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html, and DescribeInstanceTypes (Ipv6Supported)
 */
export function supportsIpv6(type: string): boolean {
  return !['c1', 'm1', 'm2', 'm3', 't1'].includes(instanceFamily(type));
}

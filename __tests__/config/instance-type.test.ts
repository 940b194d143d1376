import { _InstanceType } from '@aws-sdk/client-ec2';
import {
  architectureOf,
  instanceFamily,
  instanceType,
  isBareMetal,
  isMac,
  supportsIpv6,
} from '../../config/instance-type';

const all = Object.values(_InstanceType);

test('every instance type that EC2 has is one', () => {
  expect(all.length).toBeGreaterThan(1000);
  expect(all.filter((type) => !instanceType.safeParse(type).success)).toEqual([]);
});

test.each(['c7g', 'c7g.', '.large', 'c7g.huge', 'C7g.large', 'c7g.large ', 'c7g large'])(
  '%j is no instance type',
  (text) => {
    expect(instanceType.safeParse(text).success).toBe(false);
  },
);

test('the architecture follows from the family', () => {
  const of = (architecture: string) => {
    const families = all.filter((type) => architectureOf(type) === architecture).map(instanceFamily);
    return [...new Set(families)];
  };
  expect(of('arm64')).toEqual(
    expect.arrayContaining([
      'a1',
      't4g',
      'c7g',
      'c7gn',
      'm6gd',
      'x2gd',
      'g5g',
      'im4gn',
      'is4gen',
      'hpc7g',
      'i8ge',
      'mac2',
      'mac2-m2pro',
      'mac-m4',
      'p6e-gb200',
    ]),
  );
  expect(of('x86_64')).toEqual(
    expect.arrayContaining([
      't2',
      't3a',
      'm7i-flex',
      'g4dn',
      'g5',
      'g6e',
      'gr6',
      'mac1',
      'u-6tb1',
      'u7in-16tb',
      'trn1',
      'inf2',
      'hpc7a',
      'p6-b200',
      'c6i',
      'x2iezn',
    ]),
  );
});

test('macs, bare metal and types without IPv6 are known', () => {
  expect(all.filter(isMac).map(instanceFamily)).toEqual(expect.arrayContaining(['mac1', 'mac2', 'mac-m4pro']));
  expect(['c6i.metal', 'm7i.metal-24xl', 'c6i.large'].map(isBareMetal)).toEqual([true, true, false]);
  expect([...new Set(all.filter((type) => !supportsIpv6(type)).map(instanceFamily))].sort()).toEqual([
    'c1',
    'm1',
    'm2',
    'm3',
    't1',
  ]);
});

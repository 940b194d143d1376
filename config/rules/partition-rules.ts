import { partitionOf } from '../partition';
import type { Rule } from './rule';

/** ARNs name a partition, and keys and licenses a region: those of the fleet. */
export const partitionRules: readonly Rule[] = [
  (subject) => {
    const { token, disk, roles, mac, managedPolicies } = subject.settings;
    const arns: [string, string | undefined][] = [
      ['token.kmsKey', token.kmsKey],
      ['disk.kmsKey', disk.kmsKey],
      ['roles.permissionsBoundary', roles.permissionsBoundary],
      ['mac.licenseConfiguration', mac?.licenseConfiguration],
      ...managedPolicies.map((policy, index): [string, string] => [`managedPolicies.${index}`, policy]),
    ];
    for (const [path, arn] of arns) {
      const [scheme, partition, , region] = arn?.split(':') ?? [];
      const at = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
      if (scheme !== 'arn' || subject.region === undefined) continue;
      if (partition !== partitionOf(subject.region)) {
        subject.wrong(at, `must be in partition ${partitionOf(subject.region)}, where region ${subject.region} is`);
      } else if (region !== '' && region !== subject.region) {
        subject.wrong(at, `must be in the fleet's region (${subject.region})`);
      }
    }
    for (const [at, key] of [
      ['token.kmsKey', token.kmsKey],
      ['disk.kmsKey', disk.kmsKey],
    ] as const) {
      if (key === undefined || !/(?:^|:)alias\/aws\//.test(key)) continue;
      subject.wrong(at, 'must be left out: keys under alias/aws/ are the defaults and need no grant');
    }
  },
  (subject) => {
    const { region } = subject;
    if (!subject.settings.agent.preSignedName || region === undefined || partitionOf(region) === 'aws') return;
    const because = 'Semaphore asks sts.amazonaws.com, which knows no credentials of other partitions than aws';
    subject.wrong('agent.preSignedName', `must be false in region ${region}: ${because}`);
  },
];

import type { InstanceFacts } from './instance-facts';

/** What changes while an instance runs. Moments are written as `2026-11-21T09:30:00Z`. */
export interface InstanceNotices {
  /** What the group wants the instance to become: `InService`, `Terminated`, `Warmed:Stopped`; null outside a group. */
  readonly targetLifecycleState: string | null;
  /** When EC2 takes a Spot instance back; null until it says so. */
  readonly spotInterruptionAt: string | null;
  /** When EC2 said that the instance is at elevated risk; null until it says so. */
  readonly rebalanceRecommendedAt: string | null;
}

/** IMDS writes times without fractions of a second. */
function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Every path below `latest/` with what it answers. A path that answers 404 now is not in it. */
export function metadataTree(facts: InstanceFacts, notices: InstanceNotices, now: Date): ReadonlyMap<string, string> {
  return new Map([
    ...constant(facts),
    ...credentials(facts, now),
    ...(facts.tagsInMetadata ? tags(facts) : []),
    ...lifecycle(notices),
  ]);
}

type Entries = readonly (readonly [string, string])[];

function constant(facts: InstanceFacts): Entries {
  const identity = {
    accountId: facts.accountId,
    architecture: 'x86_64',
    availabilityZone: facts.availabilityZone,
    imageId: facts.imageId,
    instanceId: facts.instanceId,
    instanceType: facts.instanceType,
    privateIp: facts.privateIp,
    region: facts.region,
    version: '2017-09-30',
  };
  return [
    ['meta-data/ami-id', facts.imageId],
    ['meta-data/hostname', facts.privateDnsName],
    ['meta-data/instance-id', facts.instanceId],
    ['meta-data/instance-life-cycle', facts.spot ? 'spot' : 'on-demand'],
    ['meta-data/instance-type', facts.instanceType],
    ['meta-data/local-hostname', facts.privateDnsName],
    ['meta-data/local-ipv4', facts.privateIp],
    ['meta-data/placement/availability-zone', facts.availabilityZone],
    ['meta-data/placement/region', facts.region],
    ['dynamic/instance-identity/document', JSON.stringify(identity, undefined, 2)],
    ['user-data', facts.userData],
  ];
}

/**
 * Credentials of nobody: the emulator takes any. Shaped as EC2 shapes them, so that AWS SDKs take them; the session token
 * names the instance, as the session does on EC2, for the Semaphore stand-in to read.
 */
function credentials({ roleName, accountId, instanceId }: InstanceFacts, now: Date): Entries {
  if (roleName === undefined) return [];
  const hours = 6;
  const LastUpdated = timestamp(now);
  const Expiration = timestamp(new Date(now.getTime() + hours * 3_600_000));
  const profile = `arn:aws:iam::${accountId}:instance-profile/${roleName}`;
  return [
    ['meta-data/iam/info', JSON.stringify({ Code: 'Success', LastUpdated, InstanceProfileArn: profile })],
    [
      `meta-data/iam/security-credentials/${roleName}`,
      JSON.stringify({
        Code: 'Success',
        LastUpdated,
        Type: 'AWS-HMAC',
        AccessKeyId: 'ASIALOCALMODE0000000',
        SecretAccessKey: 'local-mode',
        Token: `local-mode:${instanceId}`,
        Expiration,
      }),
    ],
  ];
}

function tags(facts: InstanceFacts): Entries {
  return Object.entries(facts.tags).map(([key, value]) => [`meta-data/tags/instance/${key}`, value]);
}

function lifecycle({ targetLifecycleState, spotInterruptionAt, rebalanceRecommendedAt }: InstanceNotices): Entries {
  const entries: [string, string][] = [];
  if (targetLifecycleState !== null) {
    entries.push(['meta-data/autoscaling/target-lifecycle-state', targetLifecycleState]);
  }
  if (spotInterruptionAt !== null) {
    const instanceAction = JSON.stringify({ action: 'terminate', time: spotInterruptionAt });
    entries.push(['meta-data/spot/instance-action', instanceAction]);
    entries.push(['meta-data/spot/termination-time', spotInterruptionAt]);
  }
  if (rebalanceRecommendedAt !== null) {
    const noticeTime = JSON.stringify({ noticeTime: rebalanceRecommendedAt });
    entries.push(['meta-data/events/recommendations/rebalance', noticeTime]);
  }
  return entries;
}

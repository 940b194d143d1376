import { z } from 'zod';
import type { InstanceFacts } from './instance-facts';

/** An instance in the emulator's own list of them (`GET /agent-fleet/instances`). */
export const emulatedInstance = z.object({
  instanceId: z.string(),
  /** `pending`, `running`, `shutting-down`, `stopping` or `stopped`; terminated ones are not listed. */
  state: z.string(),
  group: z.string().nullable(),
  /** `Pending:Wait`, `InService`, `Terminating:Wait`, ... */
  lifecycleState: z.string().nullable(),
  targetLifecycleState: z.string().nullable(),
  imageId: z.string(),
  instanceType: z.string(),
  region: z.string(),
  availabilityZone: z.string(),
  privateIp: z.string(),
  accountId: z.string(),
  tags: z.record(z.string(), z.string()),
  /** ARN of the instance profile. */
  iamInstanceProfile: z.string().nullable(),
  userData: z.string(),
  launchTime: z.iso.datetime({ offset: true }),
  lifecycle: z.string(),
  metadataOptions: z.object({ instanceMetadataTags: z.string().nullish() }),
  spotInterruptionAt: z.string().nullable(),
  rebalanceRecommendedAt: z.string().nullable(),
});

export type EmulatedInstance = z.output<typeof emulatedInstance>;

export const emulatedInstances = z.object({ version: z.number(), instances: z.array(emulatedInstance) });

/** What its metadata service tells the instance. */
export function instanceFacts(instance: EmulatedInstance): InstanceFacts {
  return {
    ...instance,
    privateDnsName: `ip-${instance.privateIp.replaceAll('.', '-')}.ec2.internal`,
    // The role of a fleet's instances is named like their profile.
    roleName: instance.iamInstanceProfile?.split('/').at(-1),
    tagsInMetadata: instance.metadataOptions.instanceMetadataTags === 'enabled',
    spot: instance.lifecycle === 'spot',
    userData: decoded(instance.userData),
  };
}

/** User data is text in base64; EC2 gives the instance the text. */
function decoded(userData: string): string {
  const text = Buffer.from(userData, 'base64');
  return text.toString('base64') === userData ? text.toString('utf8') : userData;
}

import { z } from 'zod';
import { resourceId, text } from '../text-format';

const family = text(
  /^mac(?:1|2(?:-m[a-z0-9]+)?|-m[a-z0-9]+)$/,
  'a mac instance family, such as mac1, mac2 or mac2-m2pro',
);
const licenseArn = text(
  /^arn:aws[a-z-]*:license-manager:[a-z0-9-]+:\d{12}:license-configuration:lic-[0-9a-f]{32}$/,
  'the ARN of a License Manager configuration: arn:aws:license-manager:REGION:ACCOUNT:license-configuration:lic-...',
);

/** Dedicated hosts of macOS instances. */
export const mac = z.strictObject({
  licenseConfiguration: licenseArn
    .optional()
    .describe('ARN of the License Manager configuration of the hosts; required on macOS'),
  hostFamilies: z.array(family).min(1).default(['mac2']).describe('Host families that may be allocated'),
  hosts: z
    .array(resourceId('h', 'a dedicated host id'))
    .default([])
    .describe('Ids of dedicated hosts you already have'),
  autoAllocate: z.boolean().default(true).describe('Allocate hosts as instances need them'),
  autoRelease: z.boolean().default(true).describe('Release hosts that run nothing (AWS bills at least 24 hours)'),
});

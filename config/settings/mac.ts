import { z } from 'zod';

/** Dedicated hosts of macOS instances. */
export const mac = z.strictObject({
  licenseConfiguration: z.string().optional().describe('License Manager configuration ARN that the hosts carry'),
  hostFamilies: z.array(z.string()).min(1).default(['mac2']).describe('Host families that may be allocated'),
  hosts: z.array(z.string()).default([]).describe('Ids of dedicated hosts you already have'),
  autoAllocate: z.boolean().default(true).describe('Allocate hosts as instances need them'),
  autoRelease: z.boolean().default(true).describe('Release hosts that run nothing (AWS bills at least 24 hours)'),
});

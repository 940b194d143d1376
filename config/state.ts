import { z } from 'zod';

/** The S3 bucket that keeps Terraform's state; `fleet bootstrap` makes it. */
export const state = z.strictObject({
  bucket: z.string().describe('Bucket name'),
  region: z.string().optional().describe('Region of the bucket. Default: the region of the fleet'),
  kmsKey: z
    .string()
    .optional()
    .describe('KMS key that encrypts the state. Default: alias/<bucket>, which fleet bootstrap makes'),
  prefix: z.string().default('').describe('Prefix of the state keys; a key is <prefix><fleet>/<agent type>.tfstate'),
});

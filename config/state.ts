import { z } from 'zod';
import { bucketName, kmsKey, region, text } from './text-format';

/** The S3 bucket that keeps Terraform's state; `fleet bootstrap` makes it. */
export const state = z.strictObject({
  bucket: bucketName.describe('Bucket name'),
  region: region.optional().describe('Region of the bucket. Default: the region of the fleet'),
  kmsKey: kmsKey
    .optional()
    .describe(
      'KMS key that encrypts the state: key id, key ARN, alias/NAME or alias ARN. Default: alias/<bucket>, which fleet bootstrap makes',
    ),
  prefix: text(/^(?!\/)[A-Za-z0-9!_.*'()/-]{0,200}$/, "up to 200 letters, digits and !_.*'()/- without a leading /")
    .default('')
    .describe('Prefix of the state keys; a key is <prefix><fleet>/<agent type>.tfstate'),
});

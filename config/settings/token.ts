import { z } from 'zod';
import { parameterName } from '../parameter-name';
import { kmsKey } from '../text-format';

/** Where the agent type's registration token is kept. */
export const token = z.strictObject({
  parameter: parameterName.describe(
    'Name of the SSM SecureString that holds the registration token; you create it, nothing here reads its value at deploy',
  ),
  kmsKey: kmsKey
    .optional()
    .describe(
      'Customer managed KMS key that encrypts the parameter: key id, key ARN or alias/NAME. Leave out for the default key aws/ssm',
    ),
});

import { z } from 'zod';
import { UserError } from './user-error';

/** What every error that an AWS service answers with has: https://smithy.io/2.0/spec/type-refinement-traits.html#error-trait */
const serviceFault = z.looseObject({ $fault: z.enum(['client', 'server']) });

/** What AWS refused is for the user to mend: credentials, permissions, quotas. Other errors stay as they are. */
export function explainedAwsFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (serviceFault.safeParse(error).success) {
    return new UserError(`AWS says ${error.name}: ${error.message}`, 1, { cause: error });
  }
  if (error.name !== 'CredentialsProviderError') return error;
  return new UserError(`finds no AWS credentials: ${error.message}`, 1, { cause: error });
}

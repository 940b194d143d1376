import { z } from 'zod';
import { policyArnPattern, text } from '../text-format';

const path = text(/^\/(?:[!-.0-~]+\/)*$/, 'an IAM path: /, or words that begin and end with / such as /ci/agents/');
const boundary = text(policyArnPattern, 'the ARN of an IAM policy');

/** What all IAM roles of the agent type have in common. */
export const roles = z.strictObject({
  path: path
    .max(512, 'must be at most 512 characters')
    .default('/')
    .describe('IAM path of the roles, with slashes at both ends'),
  permissionsBoundary: boundary.optional().describe('ARN of the policy that bounds every role'),
});

import { z } from 'zod';

/** What all IAM roles of the agent type have in common. */
export const roles = z.strictObject({
  path: z.string().default('/').describe('IAM path of the roles, with slashes at both ends'),
  permissionsBoundary: z.string().optional().describe('ARN of the policy that bounds every role'),
});

import { z } from 'zod';
import { agent } from './settings/agent';
import { cache } from './settings/cache';
import { disk } from './settings/disk';
import { image } from './settings/image';
import { instances } from './settings/instances';
import { knownHosts } from './settings/known-hosts';
import { logs } from './settings/logs';
import { mac } from './settings/mac';
import { network } from './settings/network';
import { roles } from './settings/roles';
import { size } from './settings/size';
import { token } from './settings/token';
import { policyArnPattern, text } from './text-format';

const prefix = text(
  /^[A-Za-z][A-Za-z0-9-]{0,50}[A-Za-z0-9]$/,
  'a name of 2 to 52 letters, digits and hyphens, beginning with a letter (AWS allows 64, and names are derived from it)',
);

const policy = text(
  new RegExp(`${policyArnPattern.source}|^(?:[A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,128}$`),
  'an IAM policy: its ARN, or the name of a customer managed policy with its path',
);

/** One self-hosted agent type; becomes one TerraformStack. */
export const agentType = z.strictObject({
  resourcePrefix: prefix
    .optional()
    .describe(
      'Prefix of every resource name, and the StackName dimension of the metrics. Default: <fleet>-<agent type>',
    ),
  token: token.describe('Registration token'),
  image: image.prefault({}).describe('AMI'),
  instances: instances.prefault({}).describe('EC2 instances'),
  size: size.prefault({}).describe('Size of the group'),
  agent: agent.prefault({}).describe('Semaphore agent'),
  network: network.prefault({}).describe('Network'),
  disk: disk.prefault({}).describe('Root volume'),
  mac: mac.optional().describe('Dedicated hosts; required on macOS, refused elsewhere'),
  cache: cache.optional().describe('Cache bucket; without one the cache command of jobs has no storage'),
  knownHosts: knownHosts.describe('Git hosts whose SSH host keys jobs trust'),
  managedPolicies: z
    .array(policy)
    .max(20)
    .default([])
    .describe('IAM policies for the instance role: ARNs, or names of customer managed policies (with their path)'),
  roles: roles.prefault({}).describe('IAM roles'),
  logs: logs.prefault({}).describe('Log groups'),
  tags: z.record(z.string(), z.string()).default({}).describe('Tags of this agent type, beside those of the fleet'),
});

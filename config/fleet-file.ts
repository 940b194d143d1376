import { z } from 'zod';
import { endpoint } from './semaphore-endpoint';
import { state } from './state';
import { region, text } from './text-format';

const fleetName = text(
  /^[A-Za-z](?:[A-Za-z0-9-]{0,50}[A-Za-z0-9])?$/,
  'a name of up to 52 letters, digits and hyphens, beginning with a letter',
);
const organization = text(
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  'an organization name: lower-case letters, digits and hyphens, without .semaphoreci.com',
);

/** What stands at the top of fleet.yaml, beside `agentTypes` and `defaults`, which is merged into each agent type. */
export const fleetSettings = z.strictObject({
  name: fleetName.describe('Name of the fleet; prefix of every resource and stack'),
  region: region.describe('AWS region'),
  semaphore: z
    .strictObject({
      organization: organization.optional().describe('Organization; the endpoint is <organization>.semaphoreci.com'),
      endpoint: endpoint.optional().describe('Host name of the Semaphore installation, instead of organization'),
    })
    .describe('Semaphore organization that the agents serve'),
  state: state.optional().describe('Where Terraform keeps its state. Without it state stays in local files'),
  versions: text(/^[^\0\r\n]+\.json$/, 'the path of a .json file')
    .optional()
    .describe(
      'Versions file in place of installation/versions.json: other versions of what instances run, or servers of your own',
    ),
  tags: z.record(z.string(), z.string()).default({}).describe('Tags of everything that takes tags'),
});

import { z } from 'zod';
import { agentType } from './agent-type';
import { state } from './state';

/** What may stand in fleet.yaml. `defaults` is merged into each agent type before this schema sees it. */
export const fleetFile = z.strictObject({
  name: z.string().describe('Name of the fleet; prefix of every resource and stack'),
  region: z.string().describe('AWS region'),
  semaphore: z
    .strictObject({
      organization: z.string().optional().describe('Organization; the endpoint is <organization>.semaphoreci.com'),
      endpoint: z.string().optional().describe('Host name of the Semaphore installation, instead of organization'),
    })
    .describe('Semaphore organization that the agents serve'),
  state: state.optional().describe('Where Terraform keeps its state. Without it state stays in local files'),
  tags: z.record(z.string(), z.string()).default({}).describe('Tags of everything that takes tags'),
  agentTypes: z.record(z.string(), agentType).describe('Agent types by their Semaphore name (s1-...)'),
});

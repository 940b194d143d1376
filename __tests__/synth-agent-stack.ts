import { Testing } from 'cdktf';
import { z } from 'zod';
import { parseFleet } from '../config/load-fleet';
import { AgentStack } from '../stacks/agent-stack';

const block = z.record(z.string(), z.unknown());
const blocks = z.record(z.string(), z.record(z.string(), block)).default({});
const template = z.object({
  terraform: block,
  provider: z.object({ aws: z.array(block) }),
  resource: blocks,
  data: blocks,
  output: z.record(z.string(), z.object({ value: z.unknown() })),
});

interface TerraformType {
  readonly tfResourceType: string;
}

/** A resource or data source as it is synthesized. */
interface Block {
  readonly [attribute: string]: unknown;
  /** Its name within its type. */
  readonly address: string;
}

/** A fleet file with the agent type `s1-linux`; `settings` are its own, `fleet` those at the top. */
export function fleetText(settings = '', fleet = 'region: us-east-1'): string {
  const own = settings.includes('token:') ? settings : `token: { parameter: /agents/token }\n${settings}`;
  const indented = own.replace(/^/gm, '    ');
  return `name: acme\nsemaphore: { organization: acme }\n${fleet}\nagentTypes:\n  s1-linux:\n${indented}\n`;
}

/** Synthesizes the stack of the agent type with these settings. */
export function synthAgentStack(settings = '', fleet?: string) {
  const parsed = parseFleet(fleetText(settings, fleet)).fleet;
  const [agentType] = parsed.agentTypes;
  if (!agentType) throw new Error('no agent type');
  const json = Testing.synth(new AgentStack(Testing.app(), parsed, agentType));
  const { terraform, provider, resource, data, output } = template.parse(JSON.parse(json));
  const listed =
    (from: z.output<typeof blocks>) =>
    (type: TerraformType): Block[] =>
      Object.entries(from[type.tfResourceType] ?? {}).map(([address, attributes]) => ({ ...attributes, address }));
  const resources = listed(resource);
  const dataSources = listed(data);
  return {
    json,
    terraform,
    provider: provider.aws[0],
    output,
    resources,
    dataSources,
    /** The one resource of a type. */
    resource: (type: TerraformType) => only(resources(type), type),
    /** Statements of the policy that is the sum of a role's grants. */
    grants: (role: string) => statementsOf(data, role),
  };
}

function only<T>(found: readonly T[], type: TerraformType): T {
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} of ${type.tfResourceType}`);
  return first;
}

const statement = z.object({
  effect: z.string().optional(),
  actions: z.array(z.string()),
  resources: z.array(z.string()),
  condition: z.array(z.unknown()).optional(),
});

function statementsOf(data: z.output<typeof blocks>, role: string) {
  const documents = Object.entries(data['aws_iam_policy_document'] ?? {});
  const found = documents.find(([id]) => id.startsWith(`${role}_grants`));
  if (!found) throw new Error(`no grants of ${role} among ${documents.map(([id]) => id)}`);
  return z.array(statement).parse(found[1]['statement']);
}

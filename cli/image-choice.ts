import { resolve } from 'node:path';
import { allowedAt } from '../config/allowed-value';
import type { AgentType } from '../config/fleet';
import { loadFleet } from '../config/load-fleet';
import { image } from '../config/settings/image';
import { type ImageChoice, imageName } from '../image/image-name';
import type { Terminal } from './terminal';
import { unknownAgentType } from './unknown-agent-type';
import { UserError } from './user-error';

/** Flags that say which image is meant. */
export interface ImageFlags {
  readonly fleet?: string;
  readonly agentType?: string;
  readonly os?: string;
  readonly arch?: string;
}

/** An image that this checkout builds. */
export interface OwnImage {
  readonly name: string;
  readonly choice: ImageChoice;
  /** Agent types that start from it; none where it was chosen by system and architecture. */
  readonly agentTypes: readonly string[];
  /** Region of the fleet. Undefined: there is no fleet. */
  readonly region: string | undefined;
  readonly versions: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The images that are meant: by system and architecture, or those of the fleet's agent types. @throws UserError */
export function ownImages(flags: ImageFlags, { env, cwd }: Terminal): readonly OwnImage[] {
  return flags.os === undefined && flags.arch === undefined ? ofFleet(flags, env, cwd) : [bySystem(flags)];
}

function bySystem({ os, arch, agentType, fleet }: ImageFlags): OwnImage {
  if (agentType !== undefined || fleet !== undefined)
    throw new UserError('give either --os and --arch, or an agent type of a fleet file', 2);
  const parsed = image.safeParse({ ...(os === undefined ? {} : { os }), ...(arch === undefined ? {} : { arch }) });
  if (!parsed.success) {
    const flag = parsed.error.issues[0]?.path[0] === 'os' ? { name: 'os', value: os } : { name: 'arch', value: arch };
    throw new UserError(`--${flag.name} is ${flag.value}; ${allowedAt(image, [flag.name])}`, 2);
  }
  const { data: choice } = parsed;
  if (choice.os === 'windows' && choice.arch === 'arm64') throw new UserError('EC2 has no Windows for arm64', 2);
  return { name: imageName(choice), choice, agentTypes: [], region: undefined, versions: undefined, tags: {} };
}

function ofFleet({ fleet: path, agentType: wanted }: ImageFlags, env: NodeJS.ProcessEnv, cwd: string): OwnImage[] {
  const { fleet } = loadFleet({ path, env, cwd });
  const { region } = fleet;
  const versions = fleet.versions === undefined ? undefined : resolve(cwd, fleet.versions);
  const names = fleet.agentTypes.map(({ name }) => name);
  if (wanted !== undefined && !names.includes(wanted)) throw unknownAgentType(wanted, names);
  const found = new Map<string, OwnImage>();
  const elsewhere: string[] = [];
  for (const agentType of fleet.agentTypes) {
    if (wanted !== undefined && agentType.name !== wanted) continue;
    const { image: choice, tags } = agentType;
    const source = otherSource(choice);
    if (source !== undefined) {
      elsewhere.push(`${agentType.name} has image.${source}`);
      continue;
    }
    const name = imageName(choice, versions);
    const { agentTypes = [] } = found.get(name) ?? {};
    found.set(name, { name, choice, agentTypes: [...agentTypes, agentType.name], region, versions, tags });
  }
  if (found.size === 0) throw new UserError(`there is no image to build: ${elsewhere.join(', ')}`);
  return [...found.values()];
}

/** The setting that names an image which is not built here. */
function otherSource({ ami, ssmParameter, name, stock }: AgentType['image']): string | undefined {
  return Object.entries({ ami, ssmParameter, name, stock: stock || undefined }).find(
    ([, value]) => value !== undefined,
  )?.[0];
}

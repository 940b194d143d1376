import type { AgentType, Fleet } from '../config/fleet';
import { version } from '../package.json';

/** Tags of everything that belongs to an agent type. */
export function fleetTags(fleet: Pick<Fleet, 'name'>, agentType: Pick<AgentType, 'name' | 'tags'>) {
  return {
    ...agentType.tags,
    'agent-fleet:fleet': fleet.name,
    'agent-fleet:agent-type': agentType.name,
    'agent-fleet:version': version,
  };
}

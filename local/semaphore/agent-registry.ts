import type { Agent } from './agent';
import type { TimeLimits } from './time-limits';

/** All agents that hold a name, by their access token. */
export class AgentRegistry {
  private readonly agents = new Map<string, Agent>();

  find(token: string): Agent | undefined {
    return this.agents.get(token);
  }

  put(token: string, agent: Agent): void {
    this.agents.set(token, agent);
  }

  remove(token: string): void {
    this.agents.delete(token);
  }

  entries(): [string, Agent][] {
    return [...this.agents];
  }

  holderOf(name: string): { token: string; agent: Agent } | undefined {
    for (const [token, agent] of this.agents) if (agent.name === name) return { token, agent };
    return undefined;
  }

  list(agentType?: string): Agent[] {
    const agents = [...this.agents.values()];
    return agentType === undefined ? agents : agents.filter((agent) => agent.agentType === agentType);
  }

  connectedCount(agentType: string): number {
    return this.list(agentType).filter(({ disconnectedAt }) => disconnectedAt === null).length;
  }

  /** Agents that were not told to leave: a quota that shrank sends away as many as are too many, not all. */
  enabledCount(agentType: string): number {
    const isStaying = (agent: Agent) => agent.disconnectedAt === null && agent.disabledAt === null;
    return this.list(agentType).filter(isStaying).length;
  }
}

/** Whether an agent has been silent for so long that the hub gives it up. */
export function isLost(agent: Agent, limits: TimeLimits, now: number): boolean {
  const { neverSynced, silentIdle, silentBusy } = limits;
  if (agent.lastSyncAt === null) return now - agent.registeredAt > neverSynced;
  return now - agent.lastSyncAt > (agent.assignedJobId === null ? silentIdle : silentBusy);
}

import { waitOf } from './job';
import type { Organization } from './organization';

/** Counts of one agent type at one moment. */
export interface QueueCounts {
  readonly agentType: string;
  readonly jobs: { readonly queued: number; readonly running: number; readonly finished: number };
  /** Agents by the state of their last sync; `registered` before the first, `disconnected` while the name is held. */
  readonly agents: Readonly<Record<string, number>>;
  /** Milliseconds that the oldest queued job has waited; null without one. */
  readonly oldestWait: number | null;
}

/** Counts of all agent types. */
export function queueCounts(organization: Organization, now: number): QueueCounts[] {
  return organization.agentTypeNames().map((agentType) => {
    const all = organization.jobs.list(agentType);
    const finished = all.filter(({ state }) => state === 'finished').length;
    const oldest = all.find(({ state }) => state === 'queued');
    const agents: Record<string, number> = {};
    for (const { state, disconnectedAt } of organization.listAgents(agentType)) {
      const key = disconnectedAt === null ? (state ?? 'registered') : 'disconnected';
      agents[key] = (agents[key] ?? 0) + 1;
    }
    const jobs = { ...organization.jobs.counts(agentType), finished };
    return { agentType, jobs, agents, oldestWait: oldest ? waitOf(oldest, now) : null };
  });
}

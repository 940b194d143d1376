import type { GroupSizes, JobCounts } from '../../scaler-lambda/desired-capacity';
import type { Leave, LeaveView, Policy } from '../policy';
import { simulated } from '../policy-model';
import type { Scenario } from '../scenario';
import { noDemand, observe } from './demand';
import { type SpareSettings, spareAgents } from './spare-agents';

/** The one choice between waiting and paying. */
export type Readiness = 'economy' | 'balanced' | 'fast';

export interface LearnedSettings extends Omit<SpareSettings, 'leadTime'> {
  /** Seconds after which an idle agent asks whether it is still wanted. */
  readonly idleTimeout: number;
}

/** How fast things are forgotten; the figures come from the search in docs/scaling.md. */
const memory = { rate: 600, finished: 220, window: 40, surprise: 2000 } as const;

/** What the choices mean; `balanced` comes from the same search. */
export const readiness: Readonly<Record<Readiness, LearnedSettings>> = {
  economy: { deviations: 0.1, rounding: 0.3, clusterDiscount: 0.5, perFinished: 0.15, keepOne: 0, idleTimeout: 300 },
  balanced: { deviations: 0.35, rounding: 0.4, clusterDiscount: 0, perFinished: 0.4, keepOne: 200, idleTimeout: 300 },
  fast: { deviations: 1.5, rounding: 0.7, clusterDiscount: 0, perFinished: 0.6, keepOne: 900, idleTimeout: 300 },
};

const source =
  'this project, not deployed yet: headroom learned from arrivals, ticks twice as often, and instances that leave only ' +
  'when more are there than wanted (docs/scaling.md)';

/** The learned rules, one model for each choice. */
export const agentFleetLearned = simulated('agent-fleet-learned', source, (scenario) =>
  learned(scenario, readiness.balanced),
);
export const agentFleetEconomy = simulated('agent-fleet-economy', 'as agent-fleet-learned, paying less', (scenario) =>
  learned(scenario, readiness.economy),
);
export const agentFleetFast = simulated('agent-fleet-fast', 'as agent-fleet-learned, waiting less', (scenario) =>
  learned(scenario, readiness.fast),
);

/** The policy with any settings, to search for the best. */
export function learned(scenario: Scenario, settings: LearnedSettings): Policy {
  const { agentsPerInstance, boot, disconnectAfterJob, leaveTime } = scenario;
  const tickInterval = scenario.tickInterval / 2;
  const leadTime = boot + tickInterval;
  let demand = noDemand(0);
  let spare = 0;
  const wanted = ({ queued, running }: JobCounts, { min, max }: GroupSizes) =>
    Math.min(max, Math.max(min, Math.ceil((queued + running + spare) / agentsPerInstance)));
  return {
    // Agents that run job after job are spare between jobs, so that they need not stay for long.
    idleTimeout: disconnectAfterJob ? settings.idleTimeout : Math.min(settings.idleTimeout, 60),
    disconnectAfterJob,
    leaveTime,
    tickInterval,
    desiredCapacity({ now, jobs, group }) {
      demand = observe(demand, now, jobs, memory);
      spare = spareAgents(demand, { leadTime, ...settings });
      return Math.max(group.desired, wanted(jobs, group));
    },
    leave: (view) => leave(view, wanted(view.jobs, view.group)),
  };
}

/** Leaves with its place when more instances are there than wanted; else it makes room for a fresh one, or is one. */
function leave({ reason, group }: LeaveView, wanted: number): Leave {
  if (group.desired > wanted) return 'lower';
  return reason === 'idle' ? 'stay' : 'replace';
}

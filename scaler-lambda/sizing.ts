import { type Boots, type GroupInstance, jobsEnded, noBoots, observeBoots, pauseAfterFailures } from './boots';
import { changes, type Demand, noDemand, observe } from './demand';
import { type CapacityDecision, desiredCapacity, type GroupSizes, type JobCounts } from './desired-capacity';
import { readyFor } from './ready-for';
import { spareAgents } from './spare-agents';

/** Instances beyond what the jobs need: a fixed number, or a percentage of what they need, rounded up. */
export type Headroom = { readonly number: number } | { readonly percent: number };

export interface SizingSettings {
  readonly agentsPerInstance: number;
  /** Fixed; it takes the place of what is learned. @default - learned */
  readonly headroom?: Headroom | undefined;
  /** Share of the jobs that come one by one which should find an idle agent, in percent from 0 to 99. */
  readonly readyFor: number;
  /** Seconds from the launch of an instance until its agents are registered, until that has been measured. */
  readonly expectedBoot: number;
}

/** What has been learned. */
export interface SizingMemory {
  readonly demand: Demand;
  readonly boots: Boots;
}

/** What the scaler sees at a tick. */
export interface Observation {
  /** In seconds. */
  readonly now: number;
  readonly jobs: JobCounts;
  /** Registered agents without a job. */
  readonly idle: number;
  readonly group: GroupSizes;
  /** Instances of the group that are in service. */
  readonly inService: number;
  /** Those instances and the others. @default - not looked at this time */
  readonly instances?: readonly GroupInstance[] | undefined;
}

export interface SizingDecision extends CapacityDecision {
  /** Agents that should be there beyond those that jobs hold or wait for. */
  readonly spare: number;
  readonly memory: SizingMemory;
}

/** Seconds from one tick to the next: while there are jobs and for a while after them, and otherwise. */
const intervals = { busy: 5, quiet: 10, quietAfter: 10_800 } as const;

/** Knowing nothing yet. */
export function noMemory(now: number): SizingMemory {
  return { demand: noDemand(now), boots: noBoots };
}

/** The size of the group, and what was learned on the way. */
export function decideSize(before: SizingMemory, observation: Observation, settings: SizingSettings): SizingDecision {
  const { now, jobs, group, instances } = observation;
  const boots = jobsEnded(before.boots, changes(before.demand.jobs, jobs).finished);
  const memory = {
    demand: observe(before.demand, now, jobs),
    boots: instances ? observeBoots(boots, now, instances, group.desired) : boots,
  };
  const spare = spareOf(memory, observation, settings);
  const vacant = vacantInstances(observation, spare, settings);
  const decision = desiredCapacity(jobs, group, { agentsPerInstance: settings.agentsPerInstance, spare, vacant });
  return { ...held(decision, memory.boots, observation), spare, memory };
}

/** Seconds until the next tick is due. */
export function tickInterval({ demand: { at, jobs, finishedAt } }: SizingMemory): number {
  const hasJobs = jobs.queued + jobs.running > 0;
  const isQuiet = !hasJobs && (finishedAt === undefined || at - finishedAt > intervals.quietAfter);
  return isQuiet ? intervals.quiet : intervals.busy;
}

function spareOf({ demand, boots }: SizingMemory, { jobs, group }: Observation, settings: SizingSettings): number {
  const { agentsPerInstance, headroom, expectedBoot } = settings;
  if (headroom === undefined) {
    const leadTime = (boots.seconds ?? expectedBoot) + intervals.busy;
    return spareAgents(demand, { leadTime, ...readyFor(settings.readyFor) });
  }
  const needed = Math.ceil((jobs.queued + jobs.running) / agentsPerInstance);
  if (needed < group.min) return 0;
  const instances = 'number' in headroom ? headroom.number : Math.ceil((needed * headroom.percent) / 100);
  return instances * agentsPerInstance;
}

/**
 * Where agents share instances, the place of an agent that ended idle stays empty for a while: jobs may wait although
 * there are as many places as jobs.
 */
function vacantInstances(observation: Observation, spare: number, { agentsPerInstance }: SizingSettings): number {
  const { jobs, group, idle, inService } = observation;
  if (agentsPerInstance === 1) return 0;
  const pending = Math.max(0, group.desired - inService);
  const short = Math.ceil((jobs.queued - idle) / agentsPerInstance) - pending;
  const needed = Math.ceil((jobs.queued + jobs.running + spare) / agentsPerInstance);
  return short > 0 ? Math.max(0, group.desired + short - needed) : 0;
}

/** Where launch after launch gets no agent, more instances would not either: the group keeps its size for a while. */
function held(decision: CapacityDecision, boots: Boots, { now, group }: Observation): CapacityDecision {
  const pause = pauseAfterFailures(boots, now);
  const desired = Math.max(group.desired, group.min);
  if (pause === 0 || decision.desired <= desired) return decision;
  const why = `the last ${boots.failed} launches got no agent`;
  return { ...decision, desired, reason: `${decision.reason}; kept at ${desired} for ${Math.ceil(pause)} s: ${why}` };
}

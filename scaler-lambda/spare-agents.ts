import { clustering, type Demand } from './demand';

/** How many spare agents are worth their money. */
export interface SpareSettings {
  /** Seconds from a decision until the agents that it brings are ready. */
  readonly leadTime: number;
  /** Share of the jobs that arrive in a lead time, on average, for which agents are spare, from 0 to 1. */
  readonly expected: number;
  /** Spare agents in standard deviations of the jobs that arrive in a lead time. */
  readonly deviations: number;
  /** Share of an agent that is rounded up to a whole one, from 0 to 1. */
  readonly rounding: number;
  /** Most spare agents for each job that ended lately, from 0 to 1: as many where jobs come by the dozen only. */
  readonly perFinished: number;
  /** Seconds after the end of a job for which at least one agent is spare. */
  readonly keepOne: number;
}

/**
 * Agents beyond those that jobs hold or wait for: as many as jobs will arrive while an instance gets ready (the mean, and
 * some standard deviations of a Poisson process: square-root staffing); where jobs come in clusters, also a share of those
 * that ended lately, because what ends together is often followed by more; and one for a while after each job.
 */
export function spareAgents(demand: Demand, settings: SpareSettings): number {
  const clusters = clustering(demand);
  const mean = demand.rate * settings.leadTime;
  const share = settings.perFinished * (1 - 1 / clusters);
  const spare = settings.expected * mean + settings.deviations * Math.sqrt(mean) + share * demand.finished;
  const { at, finishedAt = Number.NEGATIVE_INFINITY } = demand;
  const least = at - finishedAt < settings.keepOne ? 1 : 0;
  return Math.max(least, Math.floor(spare + settings.rounding));
}

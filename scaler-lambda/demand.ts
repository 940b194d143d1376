import type { JobCounts } from './desired-capacity';

/** What has been learned about the jobs of an agent type: few numbers, so that they outlive a cold start. */
export interface Demand {
  /** When the figures were last looked at, in seconds. */
  readonly at: number;
  readonly jobs: JobCounts;
  /** Jobs that arrive in a second, lately. */
  readonly rate: number;
  /** Jobs that have ended lately; each counts less as time passes. */
  readonly finished: number;
  /** When a job was last seen to end; undefined before the first. */
  readonly finishedAt: number | undefined;
  /** Arrivals since `windowStart`. */
  readonly arrivals: number;
  readonly windowStart: number;
  /** Arrivals that were expected in past windows, and by how much they were missed, squared: old windows count less. */
  readonly expected: number;
  readonly deviation: number;
}

/** How fast things are forgotten. */
interface Memory {
  /** Seconds after which a change of the arrival rate is mostly believed. */
  readonly rate: number;
  /** Seconds for which a finished job is remembered. */
  readonly finished: number;
  /** Seconds that one window lasts: as long as an instance takes to become ready. */
  readonly window: number;
  /** Jobs after which the size of past surprises is mostly forgotten. */
  readonly surprise: number;
}

/** The figures come from the search in docs/scaling.md. */
const memory: Memory = { rate: 600, finished: 220, window: 40, surprise: 2000 };

/** Knowing nothing, at a time when nothing was there. */
export function noDemand(at: number): Demand {
  const jobs = { queued: 0, running: 0 };
  return {
    at,
    jobs,
    rate: 0,
    finished: 0,
    finishedAt: undefined,
    arrivals: 0,
    windowStart: at,
    expected: 0,
    deviation: 0,
  };
}

/** What is known after another look at the queue. */
export function observe(demand: Demand, now: number, jobs: JobCounts): Demand {
  const elapsed = now - demand.at;
  // The first look, or a clock that was set back: nobody knows what happened before, but what was learned holds.
  if (elapsed <= 0) return { ...demand, at: now, jobs, finishedAt: undefined, arrivals: 0, windowStart: now };
  const { arrived, finished } = changes(demand.jobs, jobs);
  const seen = {
    ...demand,
    at: now,
    jobs,
    rate: demand.rate + (1 - Math.exp(-elapsed / memory.rate)) * (arrived / elapsed - demand.rate),
    finished: demand.finished * Math.exp(-elapsed / memory.finished) + finished,
    finishedAt: finished > 0 ? now : demand.finishedAt,
    arrivals: demand.arrivals + arrived,
  };
  return now - seen.windowStart < memory.window ? seen : closeWindow(seen, demand.rate);
}

/**
 * How much more arrivals come in clusters than they would by chance: 1 when each comes on its own (variance over mean
 * of a Poisson process), 10 and more when jobs come by the dozen.
 */
export function clustering({ expected, deviation }: Demand): number {
  // As if 20 arrivals without surprise had been seen: a few jobs say little.
  return Math.max(1, (deviation + 20) / (expected + 20));
}

/**
 * The fewest arrivals and ends that explain the change of the figures. Jobs that arrive and jobs that end between two
 * looks cancel out; jobs that queue up, or stop running, give them away.
 */
export function changes(before: JobCounts, after: JobCounts): { arrived: number; finished: number } {
  const queued = after.queued - before.queued;
  const running = after.running - before.running;
  return {
    arrived: Math.max(0, queued + running, queued),
    finished: Math.max(0, -(queued + running), -running),
  };
}

function closeWindow(demand: Demand, rate: number): Demand {
  const expected = rate * (demand.at - demand.windowStart);
  const kept = Math.exp(-(expected + demand.arrivals) / memory.surprise);
  return {
    ...demand,
    expected: demand.expected * kept + expected,
    deviation: demand.deviation * kept + (demand.arrivals - expected) ** 2,
    arrivals: 0,
    windowStart: demand.at,
  };
}

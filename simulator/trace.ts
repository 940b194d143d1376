/** Jobs of one agent type in the order of their arrival, as columns: a million jobs are 16 MB. */
export interface Trace {
  /** Seconds since the start of the trace, rising. */
  readonly arrivals: Float64Array;
  /** Seconds that each job runs. */
  readonly durations: Float64Array;
}

/** One job of a trace. */
export interface TraceJob {
  readonly arrival: number;
  readonly duration: number;
}

/** Puts jobs in the order of their arrival; jobs that arrive together keep theirs. */
export function traceOf(jobs: Iterable<TraceJob>): Trace {
  const sorted = [...jobs].sort((left, right) => left.arrival - right.arrival);
  return {
    arrivals: Float64Array.from(sorted, (job) => job.arrival),
    durations: Float64Array.from(sorted, (job) => job.duration),
  };
}

/** Seconds from the start to the last arrival. */
export function lastArrival({ arrivals }: Trace): number {
  return arrivals.at(-1) ?? 0;
}

/** Seconds that all jobs run together. */
export function totalWork({ durations }: Trace): number {
  return durations.reduce((sum, duration) => sum + duration, 0);
}

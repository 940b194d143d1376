/** How long jobs waited, in seconds. */
export interface WaitStatistics {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What a policy made of a trace. */
export interface Outcome {
  /** Seconds from the arrival of each job until it started, in the order of the trace. */
  readonly waits: Float64Array;
  /** Seconds that instances were paid for. */
  readonly instanceSeconds: number;
  /** Seconds that agents ran jobs. */
  readonly busySeconds: number;
  readonly agentsPerInstance: number;
  /** Launches of instances. */
  readonly boots: number;
  /** Jobs that were lost with their instance (and run again), or that never started. */
  readonly lost: number;
}

/** Nearest-rank percentiles, so that each is a wait that some job had. */
export function waitStatistics(waits: Float64Array): WaitStatistics {
  const sorted = waits.slice().sort();
  const count = sorted.length;
  const percentile = (percent: number) => sorted[Math.max(0, Math.ceil((count * percent) / 100) - 1)] ?? 0;
  let sum = 0;
  for (const wait of sorted) sum += wait;
  return {
    mean: count === 0 ? 0 : sum / count,
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
    max: percentile(100),
  };
}

/** Share of the paid time of all agents in which they ran jobs. */
export function utilization(busySeconds: number, paidAgentSeconds: number): number {
  return paidAgentSeconds === 0 ? 0 : busySeconds / paidAgentSeconds;
}

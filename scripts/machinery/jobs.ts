import { Random } from '../../simulator/random';
import type { TraceRow } from '../../simulator/trace-csv';

/** Seconds in which jobs arrive, and for which they run. */
const span = 1200;
const durations = { least: 50, most: 200 } as const;
/** Jobs that come one by one, by agent type, and jobs that come at once. */
const steady = { 's1-single': 16, 's1-reused': 20, 's1-shared': 24 } as const;
const bursts = [
  { at: 100, jobs: 6 },
  { at: 700, jobs: 5 },
  { at: 1100, jobs: 3 },
] as const;

/** Jobs for the agent types of fleet.yaml beside this file; the same ones for the same seed. */
export function machineryJobs(seed: number): TraceRow[] {
  const random = new Random(seed, 'machinery');
  const job = (arrival: number, agentType: string) => ({
    arrival,
    duration: random.between(durations.least, durations.most),
    agentType,
  });
  const single = Object.entries(steady).flatMap(([agentType, jobs]) =>
    Array.from({ length: jobs }, () => job(random.between(0, span), agentType)),
  );
  const together = bursts.flatMap(({ at, jobs }) =>
    Array.from({ length: jobs }, () => job(at + random.between(0, 3), 's1-bursts')),
  );
  return [...single, ...together].toSorted((left, right) => left.arrival - right.arrival);
}

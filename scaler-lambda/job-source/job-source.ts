import type { JobCounts } from '../desired-capacity';

/** What a CI vendor says about one agent type: how many jobs and agents there are in each state. */
export interface QueueFigures {
  readonly jobs: Readonly<Record<string, number>>;
  readonly agents: Readonly<Record<string, number>>;
}

/** Where queue figures come from. */
export interface JobSource {
  figures(signal: AbortSignal): Promise<QueueFigures>;
}

/** Every job counts, whatever its state; those that are not queued hold an agent. */
export function jobCounts({ jobs }: QueueFigures): JobCounts {
  const queued = jobs.queued ?? 0;
  const total = Object.values(jobs).reduce((sum, count) => sum + count, 0);
  return { queued, running: total - queued };
}

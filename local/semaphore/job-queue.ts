import type { Job, JobSpec } from './job';
import type { JobResult } from './protocol';

/** A job with the work that it stands for. */
export interface JobEntry {
  readonly spec: JobSpec;
  readonly job: Job;
}

/** Limits of one agent type that can change at any time. */
export interface AgentTypeQuota {
  /** Agents registered at the same time. @default - no limit */
  readonly maxAgents?: number | undefined;
  /** Jobs running at the same time; the others stay queued and are counted as queued. @default - no limit */
  readonly maxRunningJobs?: number | undefined;
}

/** All jobs of an organization, and for each agent type those that wait, oldest first. */
export class JobQueue {
  private readonly entries = new Map<string, JobEntry>();
  private readonly waiting = new Map<string, Set<string>>();
  private readonly running = new Map<string, number>();

  constructor(private readonly changed: (job: Job) => void) {}

  add(id: string, spec: JobSpec, now: number): Job {
    const { name, agentType } = spec;
    const unknown = { assignedAt: null, startedAt: null, finishedAt: null, stopRequestedAt: null };
    const nothingYet = { result: null, reason: null, agent: null, ...unknown };
    const job: Job = { id, name, agentType, state: 'queued', queuedAt: now, ...nothingYet };
    this.entries.set(id, { spec, job });
    this.waitingFor(agentType).add(id);
    this.changed(job);
    return job;
  }

  /** Gives the oldest waiting job of `agentType` to `agent`, or the one named by `wanted`. */
  assign(agentType: string, agent: string, now: number, quota: AgentTypeQuota, wanted?: string): Job | undefined {
    const waiting = this.waitingFor(agentType);
    const running = this.running.get(agentType) ?? 0;
    if (running >= (quota.maxRunningJobs ?? Number.POSITIVE_INFINITY)) return undefined;
    const [oldest] = waiting;
    const id = wanted ?? oldest;
    if (id === undefined || !waiting.delete(id)) return undefined;
    this.running.set(agentType, running + 1);
    return this.update(id, { state: 'running', agent, assignedAt: now });
  }

  isWaiting(agentType: string, id: string): boolean {
    return this.waitingFor(agentType).has(id);
  }

  /** Notes that the agent fetched the job. */
  started(id: string, now: number): void {
    const job = this.find(id)?.job;
    if (job?.state === 'running' && job.startedAt === null) this.update(id, { startedAt: now });
  }

  /** Ends a job; the first result stays. */
  finish(id: string, result: JobResult, now: number, reason: Job['reason'] = null): void {
    const job = this.find(id)?.job;
    if (!job || job.state === 'finished') return;
    if (job.state === 'queued') this.waitingFor(job.agentType).delete(id);
    else this.running.set(job.agentType, (this.running.get(job.agentType) ?? 1) - 1);
    this.update(id, { state: 'finished', result, reason, finishedAt: now });
  }

  /** Asks for a stop: at once for a waiting job, at its agent's next sync for a running one. */
  requestStop(id: string, now: number): void {
    const job = this.find(id)?.job;
    if (job?.state === 'queued') this.finish(id, 'stopped', now, 'stopped-in-queue');
    if (job?.state === 'running' && job.stopRequestedAt === null) this.update(id, { stopRequestedAt: now });
  }

  find(id: string): JobEntry | undefined {
    return this.entries.get(id);
  }

  /** All jobs, oldest first. */
  list(agentType?: string): Job[] {
    const jobs = [...this.entries.values()].map(({ job }) => job);
    return agentType === undefined ? jobs : jobs.filter((job) => job.agentType === agentType);
  }

  /** Ids of the waiting jobs, oldest first. */
  waitingIds(agentType: string): string[] {
    return [...this.waitingFor(agentType)];
  }

  counts(agentType: string): { queued: number; running: number } {
    return { queued: this.waitingFor(agentType).size, running: this.running.get(agentType) ?? 0 };
  }

  private waitingFor(agentType: string): Set<string> {
    const waiting = this.waiting.get(agentType) ?? new Set();
    this.waiting.set(agentType, waiting);
    return waiting;
  }

  private update(id: string, change: Partial<Job>): Job | undefined {
    const entry = this.entries.get(id);
    if (!entry) return undefined;
    const job = { ...entry.job, ...change };
    this.entries.set(id, { ...entry, job });
    this.changed(job);
    return job;
  }
}

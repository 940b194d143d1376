import { z } from 'zod';
import type { Job, JobSpecInput } from './job';
import { jobResults } from './protocol';

const time = z.number().nullable();
const job: z.ZodType<Job> = z.object({
  id: z.string(),
  name: z.string(),
  agentType: z.string(),
  state: z.enum(['queued', 'running', 'finished']),
  result: z.enum(jobResults).nullable(),
  reason: z.enum(['stopped-in-queue', 'agent-lost', 'agent-disconnected']).nullable(),
  agent: z.string().nullable(),
  queuedAt: z.number(),
  assignedAt: time,
  startedAt: time,
  finishedAt: time,
  stopRequestedAt: time,
});

const queueCounts = z.object({
  agentType: z.string(),
  jobs: z.object({ queued: z.number(), running: z.number(), finished: z.number() }),
  agents: z.record(z.string(), z.number()),
  oldestWait: time,
});

/** A hub that cannot be reached or that refused a request; the message is for people. */
export class HubError extends Error {}

/** Talks to a running hub through its control API. */
export class HubClient {
  constructor(private readonly url: string) {}

  async addJob(spec: JobSpecInput): Promise<Job> {
    return job.parse(await this.json('POST', '/control/jobs', spec));
  }

  async jobs(agentType?: string): Promise<Job[]> {
    const query = agentType === undefined ? '' : `?agentType=${encodeURIComponent(agentType)}`;
    return z.array(job).parse(await this.json('GET', `/control/jobs${query}`));
  }

  async job(id: string): Promise<Job> {
    return job.parse(await this.json('GET', jobPath(id)));
  }

  async stopJob(id: string): Promise<Job> {
    return job.parse(await this.json('POST', `${jobPath(id)}/stop`));
  }

  log(id: string): Promise<string> {
    return this.text('GET', `${jobPath(id)}/log`);
  }

  async queue() {
    return z.array(queueCounts).parse(await this.json('GET', '/control/queue'));
  }

  private async json(method: string, path: string, body?: unknown): Promise<unknown> {
    return JSON.parse(await this.text(method, path, body));
  }

  private async text(method: string, path: string, body?: unknown): Promise<string> {
    const response = await this.send(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new HubError(text || `${this.url} answered ${response.status}`);
    return text;
  }

  private async send(method: string, path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.url.replace(/\/$/, '')}${path}`, {
        ...init,
        method,
        signal: AbortSignal.timeout(30_000),
      });
    } catch (error) {
      throw new HubError(`no Semaphore stand-in answers at ${this.url}; is "fleet demo --keep" running?`, {
        cause: error,
      });
    }
  }
}

function jobPath(id: string): string {
  return `/control/jobs/${encodeURIComponent(id)}`;
}

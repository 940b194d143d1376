import type { AgentLog } from './agent-log';
import type { HubApi } from './hub-api';
import type { Pace } from './pace';

/** Most events in one request. Source: the real agent's pkg/eventlogger/httpbackend.go, as the waits below. */
const mostEvents = 2000;
/** Milliseconds that the rest of the log may take after the job has ended. */
const flushLimit = 60_000;

/** Where a job's log goes. */
export interface JobLogTarget {
  readonly url: string;
  readonly token: string;
}

/** The log of one job, sent in batches while the job runs. */
export class JobLog {
  private readonly lines: string[] = [];
  private sent = 0;
  private token: string;
  private isEnding = false;
  private isClosed = false;
  private readonly giveUp = new AbortController();
  private readonly pushing: Promise<void>;

  constructor(
    private readonly target: JobLogTarget,
    private readonly api: HubApi,
    private readonly log: AgentLog,
    private readonly pace: Pace,
  ) {
    this.token = target.token;
    log.write(`Logs will be pushed to ${target.url}`);
    this.pushing = this.push();
  }

  jobStarted(): void {
    this.write({ event: 'job_started', timestamp: now() });
  }

  jobFinished(result: string): void {
    this.write({ event: 'job_finished', timestamp: now(), result });
  }

  commandStarted(directive: string): void {
    this.write({ event: 'cmd_started', timestamp: now(), directive });
  }

  output(output: string): void {
    this.write({ event: 'cmd_output', timestamp: now(), output });
  }

  commandFinished(directive: string, exitCode: number, startedAt: number): void {
    const times = { started_at: startedAt, finished_at: now() };
    this.write({ event: 'cmd_finished', timestamp: now(), directive, exit_code: exitCode, ...times });
  }

  /** Sends what is left, for at most a minute. */
  async close(): Promise<void> {
    this.log.write('Waiting for all logs to be flushed...');
    this.isEnding = true;
    const limit = new AbortController();
    const expired = this.pace.wait(flushLimit, limit.signal);
    await Promise.race([this.pushing, expired]);
    limit.abort();
    if (!this.isClosed) this.log.write(`Could not push all logs to ${this.target.url} - giving up`);
    this.isClosed = true;
    this.giveUp.abort();
  }

  private write(event: Record<string, unknown>): void {
    if (!this.isClosed) this.lines.push(JSON.stringify(event));
  }

  private async push(): Promise<void> {
    while (!this.isClosed) {
      const [least, most] = this.isEnding ? [250, 500] : [1500, 3000];
      await this.pace.wait(least + Math.random() * (most - least), this.giveUp.signal);
      try {
        await this.pushBatch();
      } catch (error) {
        this.log.write(`Error pushing logs: ${error instanceof Error ? error.message : error}`);
      }
    }
    this.log.write('Stopped pushing logs.');
  }

  private async pushBatch(): Promise<void> {
    const batch = this.lines.slice(this.sent, this.sent + mostEvents);
    if (batch.length === 0) {
      this.isClosed = this.isClosed || this.isEnding;
      return;
    }
    const { status } = await this.api.pushLog(this.target.url, this.sent, this.token, `${batch.join('\n')}\n`);
    if (status === 200) {
      this.sent += batch.length;
      return;
    }
    if (status === 422) {
      this.isClosed = true;
      throw new Error('no more space available for logs - stopping');
    }
    if (status === 401) this.token = await this.api.refreshLogToken();
    throw new Error(`request to ${this.target.url} failed: ${status}`);
  }
}

/** Unix seconds. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

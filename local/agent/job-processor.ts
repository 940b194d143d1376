import type { AgentState, JobResult, SyncRequest } from '../semaphore/protocol';
import type { AgentLog } from './agent-log';
import type { HubApi } from './hub-api';
import { JobLog } from './job-log';
import { JobRun } from './job-run';
import { type Pace, rest } from './pace';
import { type RetryContext, retry } from './retry';
import type { AgentSettings } from './settings';
import { type HookReason, hookReason, runShutdownHook } from './shutdown-hook';

/** Milliseconds without a successful sync after which an agent gives up. */
const syncLimit = 10 * 60_000;

/** A registered agent: syncs with the hub and does what it says. */
export class JobProcessor {
  private state: AgentState = 'waiting-for-jobs';
  private jobId = '';
  private jobResult: JobResult | '' = '';
  private job: JobRun | undefined;
  /** Unix seconds; 0 = not. */
  private interruptedAt = 0;
  private lastSync = Date.now();
  private mustSync = false;
  private wake = new AbortController();
  private readonly context: RetryContext;

  constructor(
    private readonly settings: AgentSettings,
    private readonly api: HubApi,
    private readonly log: AgentLog,
    private readonly pace: Pace,
  ) {
    this.context = { log, pace };
  }

  /** Syncs until the agent has to end; returns its exit code. */
  async run(): Promise<number> {
    for (;;) {
      this.wake = new AbortController();
      this.mustSync = false;
      const next = await this.sync();
      if (typeof next !== 'number') return await this.shutDown(next.reason, next.code);
      // What the hub asks for is compressed already.
      const wait = next > 0 ? next : this.pace.between(3000, 6000);
      this.log.write(`Waiting ${Math.round(wait)}ms for next sync...`);
      if (!this.mustSync) await rest(wait, this.wake.signal);
    }
  }

  /** Tells the hub of a termination signal; the hub decides what follows. Later signals change nothing. */
  interrupt(): void {
    if (this.interruptedAt > 0) return;
    this.log.write('Termination signal received');
    this.interruptedAt = Math.floor(Date.now() / 1000);
    this.syncNow();
  }

  private syncNow(): void {
    this.mustSync = true;
    this.wake.abort();
  }

  /** Milliseconds to the next sync (0 = the agent chooses), or why the agent ends. */
  private async sync(): Promise<number | { reason: HookReason; code: number }> {
    const { state, jobId: job_id, jobResult: job_result, interruptedAt: interrupted_at } = this;
    const request: SyncRequest = { state, job_id, job_result, interrupted_at };
    this.log.write(
      `SYNC request (state: ${state}${job_id && `, job: ${job_id}`}${job_result && `, result: ${job_result}`})`,
    );
    try {
      const { action, job_id: jobId, shutdown_reason: reason, next_sync_after: next } = await this.api.sync(request);
      this.lastSync = Date.now();
      this.log.write(
        `SYNC response (action: ${action}${jobId && `, job: ${jobId}`}${reason && `, reason: ${reason}`})`,
      );
      if (action === 'shutdown') {
        this.log.write(`Agent shutdown requested by Semaphore due to: ${reason}`);
        return { reason: hookReason(reason), code: 0 };
      }
      this.follow(action, jobId);
      return next;
    } catch (error) {
      this.log.write(`[SYNC ERR] Failed to sync with API: ${error instanceof Error ? error.message : error}`);
      if (Date.now() - this.lastSync <= this.pace.of(syncLimit)) return 0;
      this.log.write('Unable to sync with Semaphore for over 10 minutes.');
      return { reason: 'UNABLE_TO_SYNC', code: 1 };
    }
  }

  private follow(action: string, jobId: string): void {
    if (action === 'run-job') void this.runJob(jobId);
    if (action === 'stop-job' && this.state !== 'finished-job' && this.job) {
      this.state = 'stopping-job';
      this.job.stop();
    }
    if (action === 'wait-for-jobs') {
      this.state = 'waiting-for-jobs';
      this.jobId = '';
      this.jobResult = '';
      this.job = undefined;
    }
  }

  private async runJob(id: string): Promise<void> {
    this.state = 'starting-job';
    this.jobId = id;
    this.jobResult = await this.resultOf(id);
    this.state = 'finished-job';
    this.syncNow();
  }

  private async resultOf(id: string): Promise<JobResult> {
    try {
      const request = await retry('Get job', 10, 3000, this.context, () => this.api.job(id));
      const { executor, logger } = request;
      if (executor !== 'shell' || logger.method !== 'push') {
        throw new Error(`executor ${executor} with logger ${logger.method} is not for this agent`);
      }
      const jobLog = new JobLog(logger, this.api, this.log, this.pace);
      this.job = new JobRun(request, this.settings, jobLog, this.log);
      this.state = 'running-job';
      return await this.job.run();
    } catch (error) {
      this.log.write(`Could not run job ${id}: ${error instanceof Error ? error.message : error}`);
      return 'failed';
    }
  }

  private async shutDown(reason: HookReason, code: number): Promise<number> {
    this.log.write('Disconnecting the Agent from Semaphore');
    try {
      await retry('Disconnect', 100, 1000, this.context, () => this.api.disconnect());
      this.log.write('Disconnected.');
    } catch (error) {
      this.log.write(`Failed to disconnect from Semaphore: ${error instanceof Error ? error.message : error}`);
    }
    await runShutdownHook(this.settings['shutdown-hook-path'], reason, this.log);
    this.log.write(`Agent shutting down due to: ${reason}`);
    return code;
  }
}

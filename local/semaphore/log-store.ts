import { JobLog } from './job-log';
import { Refusal } from './refusal';

/** The logs of all jobs, and the tokens that open them. */
export class LogStore {
  private readonly logs = new Map<string, JobLog>();
  private readonly tokens = new Map<string, { readonly jobId: string; readonly expiresAt: number }>();

  constructor(
    private readonly unique: () => string,
    /** Milliseconds that a token opens its log for. */
    private readonly tokenLifetime: number,
  ) {}

  open(jobId: string, maxBytes: number): void {
    this.logs.set(jobId, new JobLog(maxBytes));
  }

  /** A new token for the log of one job; earlier ones stay valid until they expire. */
  issueToken(jobId: string, now: number): string {
    const token = this.unique();
    this.tokens.set(token, { jobId, expiresAt: now + this.tokenLifetime });
    return token;
  }

  /** Makes every token of a job's log expire at once. */
  expireTokens(jobId: string): void {
    for (const [token, { jobId: owner }] of this.tokens) if (owner === jobId) this.tokens.delete(token);
  }

  authorize(jobId: string, token: string, now: number): void {
    const known = this.tokens.get(token);
    if (known?.jobId !== jobId || known.expiresAt <= now) throw new Refusal(401, 'Unauthorized');
  }

  log(jobId: string): JobLog {
    const log = this.logs.get(jobId);
    if (!log) throw new Refusal(404, `no log of job ${jobId}`);
    return log;
  }
}

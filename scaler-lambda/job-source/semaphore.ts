import * as z from 'zod/mini';
import type { JobSource, QueueFigures } from './job-source';

const counts = z.record(z.string(), z.int().check(z.nonnegative()));
const answer = z.object({ jobs: counts, agents: counts });

/** Registration token of the agent type. It must never show in a log line or an error. */
export interface RegistrationToken {
  /** The token as last read. */
  current(signal: AbortSignal): Promise<string>;
  /** The token read anew. */
  reread(signal: AbortSignal): Promise<string>;
}

export interface SemaphoreProps {
  /** Base URL of the organization: `https://acme.semaphoreci.com`. */
  readonly url: string;
  readonly token: RegistrationToken;
  /** Time for one request, body included, in milliseconds. @default 5000 */
  readonly timeLimit?: number;
}

/** Statuses that a token which was changed or reset gets: the hub answers 401 or 404. */
const refusals: readonly number[] = [401, 404];

/** Queue figures from Semaphore's self-hosted agent API. */
export class SemaphoreJobSource implements JobSource {
  private readonly metricsUrl: string;
  private readonly token: RegistrationToken;
  private readonly timeLimit: number;

  constructor({ url, token, timeLimit = 5000 }: SemaphoreProps) {
    this.metricsUrl = new URL('/api/v1/self_hosted_agents/metrics', url).href;
    this.token = token;
    this.timeLimit = timeLimit;
  }

  /** @throws when Semaphore cannot be reached in time, or its answer is no figures. */
  async figures(signal: AbortSignal): Promise<QueueFigures> {
    const token = await this.token.current(signal);
    const first = await this.get(token, signal);
    if (!refusals.includes(first.status)) return this.parse(first, token);
    const changed = await this.token.reread(signal);
    if (changed === token) throw new Error(`Semaphore refused the registration token (HTTP ${first.status})`);
    return this.parse(await this.get(changed, signal), changed);
  }

  private async get(token: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
    try {
      const response = await fetch(this.metricsUrl, {
        headers: { authorization: `Token ${token}`, accept: 'application/json', 'user-agent': 'agent-fleet-scaler' },
        // A redirect would carry the token to wherever it points.
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.timeLimit)]),
      });
      return { status: response.status, body: await response.text() };
    } catch (cause) {
      throw new Error(`no answer from ${this.metricsUrl}`, { cause });
    }
  }

  private parse({ status, body }: { status: number; body: string }, token: string): QueueFigures {
    if (refusals.includes(status)) throw new Error(`Semaphore refused the registration token (HTTP ${status})`);
    if (status !== 200) throw new Error(`${this.metricsUrl} answered HTTP ${status}`);
    const result = answer.safeParse(parseJson(body, token));
    if (result.success) return result.data;
    throw new Error(`${this.metricsUrl} answered something else than figures`, { cause: result.error });
  }
}

function parseJson(text: string, secret: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser quotes the text, and a proxy's error page may echo the request.
    const reason = error instanceof Error ? error.message.replaceAll(secret, '[token]') : 'unknown';
    throw new Error('Semaphore answered something else than JSON', { cause: new Error(reason) });
  }
}

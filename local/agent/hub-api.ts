import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import * as z from 'zod/mini';
import {
  basePath,
  type JobRequest,
  jobRequest,
  type RegisterRequest,
  type RegisterResponse,
  refreshResponse,
  registerResponse,
  type SyncRequest,
  syncResponse,
} from '../semaphore/protocol';

/** Milliseconds that the real agent gives one request. */
const requestLimit = 30_000;

/** A plain answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** The agent's connection to the hub. */
export class HubApi {
  private readonly keepAlive = { keepAlive: true, maxSockets: 4 };
  private readonly http = new HttpAgent(this.keepAlive);
  private readonly https = new HttpsAgent(this.keepAlive);
  private accessToken = '';

  constructor(
    /** Scheme and host. */
    private readonly endpoint: string,
    private readonly userAgent: string,
  ) {}

  /** Registers, and keeps the access token for all other calls. */
  async register(registrationToken: string, body: RegisterRequest): Promise<RegisterResponse> {
    const answer = await this.call('POST', '/register', registrationToken, JSON.stringify(body));
    const isDone = answer.status >= 200 && answer.status < 300;
    if (!isDone) throw new Error(`register request to ${this.path('/register')} got ${describe(answer)}`);
    const registered = parse(registerResponse, answer.body);
    this.accessToken = registered.token;
    return registered;
  }

  async sync(body: SyncRequest): Promise<z.infer<typeof syncResponse>> {
    const answer = await this.call('POST', '/sync', this.accessToken, JSON.stringify(body));
    if (answer.status !== 200) throw new Error(`failed to sync with upstream, got HTTP ${answer.status}`);
    return parse(syncResponse, answer.body);
  }

  async job(id: string): Promise<JobRequest> {
    const answer = await this.call('GET', `/jobs/${id}`, this.accessToken);
    if (answer.status !== 200) throw new Error(`failed to describe job, got HTTP ${answer.status}`);
    return parse(jobRequest, answer.body);
  }

  /** A new token for the log of the current job. */
  async refreshLogToken(): Promise<string> {
    const answer = await this.call('POST', '/refresh', this.accessToken, '');
    if (answer.status !== 200) throw new Error(`failed to refresh token, got HTTP ${answer.status}`);
    return parse(refreshResponse, answer.body).token;
  }

  async disconnect(): Promise<void> {
    const answer = await this.call('POST', '/disconnect', this.accessToken, '');
    if (answer.status !== 200) throw new Error(`error while disconnecting, ${describe(answer)}`);
  }

  /** Sends a batch of log events. */
  pushLog(url: string, startFrom: number, token: string, events: string): Promise<HttpAnswer> {
    const headers = { 'Content-Type': 'text/plain', Authorization: `Bearer ${token}` };
    return this.send('POST', `${url}?start_from=${startFrom}`, headers, events);
  }

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }

  private path(call: string): string {
    return `${this.endpoint}${basePath}${call}`;
  }

  private call(method: string, call: string, token: string, body?: string): Promise<HttpAnswer> {
    return this.send(method, this.path(call), { Authorization: `Token ${token}` }, body);
  }

  private async send(
    method: string,
    url: string,
    headers: Record<string, string>,
    body?: string,
    mayRepeat = true,
  ): Promise<HttpAnswer> {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
    const all = { ...headers, ...length, 'User-Agent': this.userAgent };
    const isSecure = url.startsWith('https:');
    const limit = AbortSignal.timeout(requestLimit);
    const options: RequestOptions = { method, headers: all, signal: limit, agent: isSecure ? this.https : this.http };
    const request = isSecure ? httpsRequest(url, options) : httpRequest(url, options);
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        request.once('response', resolve).once('error', reject).end(body);
      });
      response.setEncoding('utf8');
      let text = '';
      for await (const chunk of response) text += chunk;
      return { status: response.statusCode ?? 0, body: text };
    } catch (error) {
      // The other side closed a kept connection before it saw this request.
      const isStale = request.reusedSocket && error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
      if (isStale && mayRepeat) return this.send(method, url, headers, body, false);
      throw error;
    }
  }
}

function describe({ status, body }: HttpAnswer): string {
  return `HTTP ${status}: ${body}`;
}

function parse<T extends z.core.$ZodType>(schema: T, body: string): z.core.output<T> {
  return z.parse(schema, JSON.parse(body));
}

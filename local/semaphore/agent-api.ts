import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { assignedName, type StsLookUp } from './agent-name';
import type { Call } from './faults';
import { type Answer, authorization, readJson, readText } from './http-exchange';
import type { HubListener } from './hub-event';
import { jobRequestFor } from './job-request';
import type { LogStore } from './log-store';
import type { Organization } from './organization';
import { basePath, jobResults, registerRequest, syncRequest } from './protocol';
import { Refusal } from './refusal';

/** What the agent API works on. */
export interface AgentApiOptions {
  readonly organization: Organization;
  readonly logs: LogStore;
  readonly stsLookUp: StsLookUp;
  readonly listener: HubListener;
  /** Base URL of the hub, as agents reach it. */
  readonly url: () => string;
  readonly clock: () => number;
}

/** A call of the agent API that a request matches. */
export interface Route {
  readonly call: Call;
  readonly run: (request: IncomingMessage) => Promise<Answer> | Answer;
}

/** Most jobs that GET /jobs lists. */
const mostListed = 500;

/** Semaphore's HTTP API for agents and for whoever holds a registration token. */
export class AgentApi {
  constructor(private readonly options: AgentApiOptions) {}

  /** The call that `method` and `url` stand for, or undefined. */
  route(method: string, url: URL): Route | undefined {
    const isAgentCall = url.pathname.startsWith(`${basePath}/`);
    const path = url.pathname.slice((isAgentCall ? basePath : '/api/v1').length + 1);
    const [noun = '', id = '', verb = ''] = path.split('/').map(decodeURIComponent);
    const shape = [isAgentCall ? noun : `v1/${noun}`, id && ':id', verb].filter((part) => part !== '').join('/');
    switch (`${method} ${shape}`) {
      case 'POST register':
        return { call: 'register', run: (request) => this.register(request) };
      case 'POST sync':
        return { call: 'sync', run: (request) => this.sync(request) };
      case 'POST refresh':
        return { call: 'refresh', run: (request) => this.refresh(request) };
      case 'POST disconnect':
        return { call: 'disconnect', run: (request) => this.disconnect(request) };
      case 'GET metrics':
        return { call: 'metrics', run: (request) => this.metrics(request) };
      case 'GET jobs':
        return { call: 'jobs', run: (request) => this.listJobs(request) };
      case 'GET jobs/:id':
        return { call: 'job', run: (request) => this.job(request, id) };
      case 'POST v1/logs/:id':
        return { call: 'log', run: (request) => this.pushLog(request, id, url.searchParams.get('start_from')) };
      case 'POST v1/callbacks/:id/finished':
        return { call: 'callback', run: (request) => this.finished(request, id) };
      case 'POST v1/callbacks/:id/teardown_finished':
        return { call: 'callback', run: (request) => this.tornDown(request, id) };
      default:
        return undefined;
    }
  }

  private async register(request: IncomingMessage): Promise<Answer> {
    const { organization, listener, clock, stsLookUp } = this.options;
    let agentType: string | undefined;
    try {
      const { name: typeName, naming = { origin: 'agent' } } = organization.agentTypeOf(
        authorization(request, 'Token'),
      );
      agentType = typeName;
      const body = await readJson(request, registerRequest, 422);
      const name = await assignedName(body.name, naming, stsLookUp);
      return { status: 201, body: organization.register(typeName, name, body, clock()) };
    } catch (error) {
      if (error instanceof Refusal) {
        const { status, message } = error;
        listener({ at: clock(), kind: 'registration-refused', ...(agentType && { agentType }), status, message });
      }
      throw error;
    }
  }

  private async sync(request: IncomingMessage): Promise<Answer> {
    const token = authorization(request, 'Token');
    const body = await readJson(request, syncRequest, 422);
    return { status: 200, body: this.options.organization.sync(token, body, this.options.clock()) };
  }

  private job(request: IncomingMessage, id: string): Answer {
    const { organization, logs, url, clock } = this.options;
    const entry = organization.jobFor(authorization(request, 'Token'), id, clock());
    const logToken = logs.issueToken(id, clock());
    const logUrl = `${url()}/api/v1/logs/${id}`;
    const links = { logUrl, logToken, callbackUrl: `${url()}/api/v1/callbacks/${id}`, callbackToken: logToken };
    return { status: 200, body: jobRequestFor(entry, links) };
  }

  private refresh(request: IncomingMessage): Answer {
    const jobId = this.options.organization.jobToRefresh(authorization(request, 'Token'));
    return { status: 200, body: { token: this.options.logs.issueToken(jobId, this.options.clock()) } };
  }

  private disconnect(request: IncomingMessage): Answer {
    this.options.organization.disconnect(authorization(request, 'Token'), this.options.clock());
    return { status: 200, body: 'disconnected' };
  }

  private metrics(request: IncomingMessage): Answer {
    const { organization } = this.options;
    const { name } = organization.agentTypeOf(authorization(request, 'Token'));
    return { status: 200, body: organization.metrics(name) };
  }

  private listJobs(request: IncomingMessage): Answer {
    const { organization } = this.options;
    const { name } = organization.agentTypeOf(authorization(request, 'Token'));
    const newestFirst = organization.jobs.waitingIds(name).reverse().slice(0, mostListed);
    return { status: 200, body: { jobs: newestFirst.map((id) => ({ id })) } };
  }

  private async pushLog(request: IncomingMessage, jobId: string, startFrom: string | null): Promise<Answer> {
    const { logs, clock } = this.options;
    logs.authorize(jobId, authorization(request, 'Bearer'), clock());
    if (startFrom === null || !/^\d+$/.test(startFrom)) throw new Refusal(400, 'bad start_from');
    logs.log(jobId).append(Number(startFrom), await readText(request));
    return { status: 200 };
  }

  private async finished(request: IncomingMessage, jobId: string): Promise<Answer> {
    const { organization, logs, clock } = this.options;
    logs.authorize(jobId, authorization(request, 'Bearer'), clock());
    const { result } = await readJson(request, z.object({ result: z.enum(jobResults) }), 422);
    organization.finishFromCallback(jobId, result, clock());
    return { status: 200 };
  }

  private async tornDown(request: IncomingMessage, jobId: string): Promise<Answer> {
    this.options.logs.authorize(jobId, authorization(request, 'Bearer'), this.options.clock());
    await readText(request);
    return { status: 200 };
  }
}

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setInterval } from 'node:timers/promises';
import type { Agent } from './agent';
import { AgentApi } from './agent-api';
import type { StsLookUp } from './agent-name';
import type { AgentTypeOptions } from './agent-type';
import { ControlApi } from './control-api';
import { type Fault, type FaultInput, Faults, failBefore, faultList } from './faults';
import { type Answer, send } from './http-exchange';
import type { HubEvent, HubListener } from './hub-event';
import { type Job, type JobSpecInput, jobSpec } from './job';
import { LogStore } from './log-store';
import { Organization } from './organization';
import type { LogEvent } from './protocol';
import { type QueueCounts, queueCounts } from './queue-counts';
import { Refusal } from './refusal';
import { emulatedSts, trustingSts } from './sts-look-up';
import { timeLimits } from './time-limits';

/** How `startHub` sets up a hub. */
export interface HubOptions {
  /** @default 0: any free port */
  readonly port?: number;
  /** Every time limit of the hub is divided by it. @default 1 */
  readonly speed?: number;
  readonly agentTypes: readonly AgentTypeOptions[];
  /** Seconds that a log token is valid for. @default 86400 */
  readonly logTokenLifetime?: number;
  /** Base URL of an emulator whose STS is asked about pre-signed URLs. @default - the URL's form is trusted */
  readonly stsEndpoint?: string;
  /** Asks about pre-signed URLs in another way. */
  readonly stsLookUp?: StsLookUp;
}

/** What can be changed about an agent type while the hub runs; null lifts a limit. */
export interface AgentTypeChange {
  readonly token?: string | undefined;
  readonly maxAgents?: number | null | undefined;
  readonly maxRunningJobs?: number | null | undefined;
}

const host = '127.0.0.1';

/** Starts a stand-in for Semaphore on this machine. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const hub = new Hub(options);
  await hub.listen(options.port ?? 0);
  return hub;
}

/** A stand-in for Semaphore's self-hosted agent hub: one organization, its queue, and logs. */
export class Hub {
  private readonly listeners = new Set<HubListener>();
  private readonly organization: Organization;
  private readonly logs: LogStore;
  private readonly activeFaults = new Faults();
  private readonly agentApi: AgentApi;
  private readonly controlApi = new ControlApi(this);
  private readonly stopping = new AbortController();
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private address = '';

  constructor(options: HubOptions) {
    const limits = timeLimits(options.speed);
    const listener = (event: HubEvent) => {
      for (const listen of this.listeners) listen(event);
    };
    const { agentTypes } = options;
    const state = { agentTypes, limits, listener, unique: randomUUID, random: Math.random };
    this.organization = new Organization(state);
    this.logs = new LogStore(randomUUID, limits.seconds(options.logTokenLifetime ?? 86_400));
    const sts = options.stsEndpoint ? emulatedSts(options.stsEndpoint) : trustingSts('123456789012', 'agent-instance');
    this.agentApi = new AgentApi({
      organization: this.organization,
      logs: this.logs,
      stsLookUp: options.stsLookUp ?? sts,
      listener,
      url: () => this.url,
      clock: Date.now,
    });
    // Longer than the time between two syncs, so that agents keep their connection.
    this.server.keepAliveTimeout = 60_000;
    void this.keepClean(limits.cleanerInterval);
  }

  /** Base URL; agents take its host and port as their endpoint, with no-https. */
  get url(): string {
    return this.address;
  }

  /** Factor that all time limits are divided by. */
  get speed(): number {
    return this.organization.limits.speed;
  }

  get faults(): readonly Fault[] {
    return this.activeFaults.list;
  }

  setFaults(faults: readonly FaultInput[]): void {
    this.activeFaults.set(faultList.parse(faults));
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the hub has no port');
    this.address = `http://${host}:${address.port}`;
  }

  /** Calls `listener` for every event from now on; returns what ends that. */
  on(listener: HubListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  addJob(job: JobSpecInput): Job {
    const spec = jobSpec.parse(job);
    const added = this.organization.addJob(spec, Date.now());
    this.logs.open(added.id, spec.maxLogBytes);
    return added;
  }

  job(id: string): Job {
    return this.organization.job(id);
  }

  jobs(agentType?: string): Job[] {
    return this.organization.jobs.list(agentType);
  }

  stopJob(id: string): Job {
    return this.organization.stopJob(id, Date.now());
  }

  /** A job's log as text. */
  log(id: string): string {
    return this.logs.log(id).text;
  }

  logEvents(id: string): LogEvent[] {
    return this.logs.log(id).events;
  }

  expireLogToken(id: string): void {
    this.logs.expireTokens(id);
  }

  /** Agents that hold a name, including those just disconnected whose name is still held. */
  agents(agentType?: string): Agent[] {
    return this.organization.listAgents(agentType);
  }

  disableAgent(name: string): Agent {
    return this.organization.disable(name, Date.now());
  }

  /** The figures that GET /metrics gives for one agent type. */
  metrics(agentType: string) {
    return this.organization.metrics(agentType);
  }

  /** Counts of all agent types. */
  queue(): QueueCounts[] {
    return queueCounts(this.organization, Date.now());
  }

  /** Rotates an agent type's registration token or changes its quotas. */
  changeAgentType(name: string, change: AgentTypeChange): AgentTypeOptions {
    const before = this.organization.agentType(name);
    const kept = <T>(wanted: T | null | undefined, old: T | undefined) =>
      wanted === undefined ? old : (wanted ?? undefined);
    const maxAgents = kept(change.maxAgents, before.maxAgents);
    const maxRunningJobs = kept(change.maxRunningJobs, before.maxRunningJobs);
    const after = { ...before, token: change.token ?? before.token, maxAgents, maxRunningJobs };
    this.organization.putAgentType(after);
    return after;
  }

  /** Adds an agent type to a running hub. */
  addAgentType(agentType: AgentTypeOptions): void {
    this.organization.putAgentType(agentType);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.listeners.clear();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    try {
      if (request.method === 'GET' && url.pathname === '/control/events') this.controlApi.stream(response);
      else if (url.pathname.startsWith('/control/')) send(response, await this.controlApi.answer(request, url));
      else if (url.pathname === '/') send(response, { status: 200, body: 'OK' });
      else await this.serveAgent(request, response, url);
    } catch (error) {
      send(response, answerTo(error));
    }
  }

  private async serveAgent(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const route = this.agentApi.route(request.method ?? 'GET', url);
    if (!route) throw new Refusal(404, 'Not Found');
    const fault = this.activeFaults.strike(route.call);
    if (await failBefore(fault, response)) return;
    const answer = await route.run(request);
    if (fault?.kind === 'reset') response.socket?.resetAndDestroy();
    else send(response, answer);
  }

  private async keepClean(interval: number): Promise<void> {
    try {
      for await (const _ of setInterval(interval, undefined, { signal: this.stopping.signal, ref: false })) {
        this.organization.clean(Date.now());
      }
    } catch (error) {
      if (!this.stopping.signal.aborted) throw error;
    }
  }
}

function answerTo(error: unknown): Answer {
  if (error instanceof Refusal) return { status: error.status, body: error.message };
  // A request that was cut off, or a flaw of the hub: agents see what they would see from a hub in trouble.
  return { status: 500, body: error instanceof Error ? error.message : String(error) };
}

import { type Agent, registeredAgent } from './agent';
import { AgentRegistry, isLost } from './agent-registry';
import type { AgentTypeOptions } from './agent-type';
import type { HubListener } from './hub-event';
import type { Job, JobSpec } from './job';
import { type JobEntry, JobQueue } from './job-queue';
import type { JobResult, RegisterRequest, RegisterResponse, SyncRequest, SyncResponse } from './protocol';
import { Refusal } from './refusal';
import { syncAnswer } from './sync-answer';
import type { TimeLimits } from './time-limits';

/** Sources of what an organization cannot derive. */
export interface OrganizationOptions {
  readonly agentTypes: readonly AgentTypeOptions[];
  readonly limits: TimeLimits;
  /** A new secret, name or id: never the same twice. */
  readonly unique: () => string;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly listener?: HubListener | undefined;
}

/**
 * Agent types, agents and jobs of one Semaphore organization: every rule of the hub, without clock, network or chance
 * of its own. Times are milliseconds and given with each call.
 */
export class Organization {
  readonly limits: TimeLimits;
  readonly jobs: JobQueue;
  private readonly agentTypes = new Map<string, AgentTypeOptions>();
  private readonly agents = new AgentRegistry();
  private now = 0;

  constructor(private readonly options: OrganizationOptions) {
    this.limits = options.limits;
    this.jobs = new JobQueue((job) => this.options.listener?.({ at: this.now, kind: 'job', job }));
    for (const agentType of options.agentTypes) this.agentTypes.set(agentType.name, agentType);
  }

  /** The agent type that a registration token belongs to. */
  agentTypeOf(registrationToken: string): AgentTypeOptions {
    const found = [...this.agentTypes.values()].find(({ token }) => token === registrationToken);
    if (!found) throw new Refusal(404, 'Not Found');
    return found;
  }

  agentType(name: string): AgentTypeOptions {
    const found = this.agentTypes.get(name);
    if (!found) throw new Refusal(404, `no agent type ${name}; there are ${[...this.agentTypes.keys()].join(', ')}`);
    return found;
  }

  agentTypeNames(): string[] {
    return [...this.agentTypes.keys()];
  }

  /** Adds an agent type or changes an existing one: its token, quota or naming. */
  putAgentType(agentType: AgentTypeOptions): void {
    this.agentTypes.set(agentType.name, agentType);
  }

  register(agentTypeName: string, name: string, request: RegisterRequest, now: number): RegisterResponse {
    this.now = now;
    const agentType = this.agentType(agentTypeName);
    const { job_id: jobId } = request;
    if (jobId !== '' && !request.single_job) {
      throw new Refusal(400, 'job can only be requested if agent disconnects after running it');
    }
    if (this.agents.connectedCount(agentType.name) >= (agentType.maxAgents ?? Number.POSITIVE_INFINITY)) {
      throw new Refusal(422, 'agent quota for organization has been reached');
    }
    if (jobId !== '' && !this.jobs.isWaiting(agentType.name, jobId)) throw new Refusal(400, 'job not available');
    const token = this.options.unique();
    const holder = this.agents.holderOf(name);
    if (holder) {
      this.acceptRetry(holder, agentType.name, now);
      this.agents.remove(holder.token);
      this.put(token, holder.agent);
      return { name, token };
    }
    const agent = registeredAgent(agentType.name, name, request, now);
    const assigned = jobId === '' ? undefined : this.jobs.assign(agentType.name, name, now, agentType, jobId);
    if (jobId !== '' && !assigned) throw new Refusal(400, 'job not available');
    this.put(token, { ...agent, assignedJobId: assigned?.id ?? null });
    return { name, token };
  }

  sync(token: string, request: SyncRequest, now: number): SyncResponse {
    this.now = now;
    const before = this.agentOf(token);
    const agent = { ...before, ...this.syncChanges(before, request, now) };
    if (request.state === 'finished-job') this.finishJob(agent, request, now);
    const isReleased =
      request.state === 'finished-job' && !agent.registration.single_job && agent.interruptedAt === null;
    const current = isReleased ? { ...agent, assignedJobId: null } : agent;
    const jobs = {
      assignNext: () => this.jobs.assign(agent.agentType, agent.name, now, this.agentType(agent.agentType))?.id,
      isStopRequested: (id: string) => (this.jobs.find(id)?.job.stopRequestedAt ?? null) !== null,
    };
    const answer = syncAnswer(current, request, jobs, this.limits, now);
    const assigned = answer.action === 'run-job' ? { assignedJobId: answer.jobId ?? null } : {};
    const told = answer.reason === undefined ? {} : { shutdownReason: answer.reason };
    this.put(token, { ...current, ...assigned, ...told }, before);
    return {
      action: answer.action,
      job_id: answer.jobId ?? '',
      shutdown_reason: answer.reason ?? '',
      next_sync_after: this.nextSync(request.state === 'running-job' && answer.action === 'continue'),
    };
  }

  /** The job that an agent asks for, if it was given to that agent. */
  jobFor(token: string, id: string, now: number): JobEntry {
    this.now = now;
    const agent = this.agentOf(token);
    const entry = agent.assignedJobId === id ? this.jobs.find(id) : undefined;
    if (!entry) throw new Refusal(404, 'Not Found');
    this.jobs.started(id, now);
    return entry;
  }

  /** The job that an agent may have a new log token for. */
  jobToRefresh(token: string): string {
    const { assignedJobId } = this.agentOf(token);
    if (assignedJobId === null) throw new Refusal(422, 'Unprocessable Entity');
    return assignedJobId;
  }

  disconnect(token: string, now: number): void {
    this.now = now;
    const agent = this.agents.find(token);
    if (!agent) throw new Refusal(404, 'Not Found');
    if (agent.disconnectedAt !== null) return;
    // The hub leaves such a job running until its own time limit; here it ends at once, so that nobody waits for it.
    if (agent.assignedJobId !== null) this.jobs.finish(agent.assignedJobId, 'failed', now, 'agent-disconnected');
    const gone = { ...agent, disconnectedAt: now };
    const isHeld = (this.agentType(agent.agentType).releaseNameAfter ?? 0) > 0;
    if (isHeld) this.agents.put(token, gone);
    else this.agents.remove(token);
    this.options.listener?.({ at: now, kind: 'agent-gone', agent: gone, why: 'disconnected' });
  }

  /** Drops agents that were silent for too long, and releases names whose hold is over. */
  clean(now: number): void {
    this.now = now;
    for (const [token, agent] of this.agents.entries()) {
      if (agent.disconnectedAt !== null) {
        const hold = this.limits.seconds(this.agentType(agent.agentType).releaseNameAfter ?? 0);
        if (now - agent.disconnectedAt > hold) this.agents.remove(token);
      } else if (isLost(agent, this.limits, now)) {
        if (agent.assignedJobId !== null) this.jobs.finish(agent.assignedJobId, 'failed', now, 'agent-lost');
        this.agents.remove(token);
        this.options.listener?.({ at: now, kind: 'agent-gone', agent: { ...agent, disconnectedAt: now }, why: 'lost' });
      }
    }
  }

  addJob(spec: JobSpec, now: number): Job {
    this.now = now;
    this.agentType(spec.agentType);
    return this.jobs.add(this.options.unique(), spec, now);
  }

  stopJob(id: string, now: number): Job {
    this.now = now;
    this.jobs.requestStop(id, now);
    return this.job(id);
  }

  finishFromCallback(id: string, result: JobResult, now: number): void {
    this.now = now;
    this.jobs.finish(id, result, now);
  }

  job(id: string): Job {
    const entry = this.jobs.find(id);
    if (!entry) throw new Refusal(404, `no job ${id}`);
    return entry.job;
  }

  /** Makes an agent leave: a busy one after its job has been stopped. */
  disable(name: string, now: number): Agent {
    this.now = now;
    const holder = this.agents.holderOf(name);
    if (!holder) throw new Refusal(404, `no agent ${name}`);
    const agent = { ...holder.agent, disabledAt: now };
    this.put(holder.token, agent);
    return agent;
  }

  /** Agents that hold a name, whether connected or not. */
  listAgents(agentType?: string): Agent[] {
    return this.agents.list(agentType);
  }

  /** Figures as GET /metrics gives them: names that are still held after a disconnect are counted. */
  metrics(agentType: string) {
    const agents = this.listAgents(agentType);
    const occupied = agents.filter(({ assignedJobId }) => assignedJobId !== null).length;
    return { jobs: this.jobs.counts(agentType), agents: { idle: agents.length - occupied, occupied } };
  }

  private agentOf(token: string): Agent {
    const agent = this.agents.find(token);
    if (!agent || agent.disconnectedAt !== null) throw new Refusal(404, 'Not Found');
    return agent;
  }

  /** An answer to POST /register can get lost, so a name may register again until its agent has synced. */
  private acceptRetry({ agent }: { agent: Agent }, agentType: string, now: number): void {
    const isRetry = agent.agentType === agentType && agent.lastSyncAt === null && agent.disconnectedAt === null;
    if (isRetry && now - agent.registeredAt < this.limits.registrationRetry) return;
    throw new Refusal(400, "agent can't be registered");
  }

  private syncChanges(agent: Agent, request: SyncRequest, now: number): Partial<Agent> {
    const { maxAgents } = this.agentType(agent.agentType);
    const isOverQuota = maxAgents !== undefined && this.agents.enabledCount(agent.agentType) > maxAgents;
    return {
      lastSyncAt: now,
      state: request.state,
      stateChangedAt: agent.state === request.state ? agent.stateChangedAt : now,
      lastSyncJobId: request.job_id === '' ? agent.lastSyncJobId : request.job_id,
      interruptedAt: agent.interruptedAt ?? (request.interrupted_at > 0 ? now : null),
      disabledAt: agent.disabledAt ?? (isOverQuota ? now : null),
    };
  }

  private finishJob(agent: Agent, request: SyncRequest, now: number): void {
    const isOwn = this.jobs.find(request.job_id)?.job.agent === agent.name;
    if (isOwn && request.job_result !== '') this.jobs.finish(request.job_id, request.job_result, now);
  }

  private nextSync(isRunning: boolean): number {
    const { least, most } = this.limits.syncInterval;
    const interval = least + this.options.random() * (most - least);
    return Math.max(1, Math.round(isRunning ? interval * 2 : interval));
  }

  private put(token: string, agent: Agent, before?: Agent): void {
    this.agents.put(token, agent);
    const isNews =
      before === undefined ||
      before.state !== agent.state ||
      before.assignedJobId !== agent.assignedJobId ||
      before.shutdownReason !== agent.shutdownReason ||
      before.disabledAt !== agent.disabledAt ||
      before.interruptedAt !== agent.interruptedAt;
    if (isNews) this.options.listener?.({ at: this.now, kind: 'agent', agent });
  }
}

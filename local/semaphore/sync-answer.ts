import type { Agent } from './agent';
import type { AgentAction, ShutdownReason, SyncRequest } from './protocol';
import type { TimeLimits } from './time-limits';

/** What the hub tells an agent that syncs, before the time of the next sync is added. */
export interface SyncAnswer {
  readonly action: AgentAction;
  readonly jobId?: string;
  readonly reason?: ShutdownReason;
}

/** The jobs, as seen from one agent that syncs. */
export interface AgentJobs {
  /** Gives the agent the next waiting job, if there is one. */
  assignNext(): string | undefined;
  isStopRequested(jobId: string): boolean;
}

/**
 * Answers a sync of `agent`, whose record holds this sync already.
 * Source: self_hosted_hub/pkg/agentsync/protocol.go of semaphoreio/semaphore.
 */
export function syncAnswer(
  agent: Agent,
  request: SyncRequest,
  jobs: AgentJobs,
  limits: TimeLimits,
  now: number,
): SyncAnswer {
  switch (request.state) {
    case 'waiting-for-jobs':
      return answerWaiting(agent, jobs, limits, now);
    case 'running-job':
      return answerRunning(agent, jobs, limits, now);
    case 'finished-job':
      return answerFinished(agent);
    case 'starting-job':
    case 'stopping-job':
      return { action: 'continue' };
  }
}

function answerWaiting(agent: Agent, jobs: AgentJobs, limits: TimeLimits, now: number): SyncAnswer {
  if (agent.disabledAt !== null) return shutdown('requested');
  if (agent.interruptedAt !== null) return shutdown('interrupted');
  // Assigned at registration, or by an answer that the agent never got.
  if (agent.assignedJobId !== null && agent.assignedJobId !== agent.lastSyncJobId) return run(agent.assignedJobId);
  const next = agent.assignedJobId === null ? jobs.assignNext() : undefined;
  if (next !== undefined) return run(next);
  const { idle_timeout: idleTimeout } = agent.registration;
  const isIdle = idleTimeout > 0 && now - agent.stateChangedAt >= limits.seconds(idleTimeout);
  return isIdle ? shutdown('idle') : { action: 'continue' };
}

function answerRunning(agent: Agent, jobs: AgentJobs, limits: TimeLimits, now: number): SyncAnswer {
  const { assignedJobId, interruptedAt, registration } = agent;
  if (assignedJobId === null) return { action: 'continue' };
  const grace = limits.seconds(registration.interruption_grace_period);
  const isGraceOver = interruptedAt !== null && now - interruptedAt >= grace;
  const mustStop = jobs.isStopRequested(assignedJobId) || agent.disabledAt !== null || isGraceOver;
  return mustStop ? { action: 'stop-job', jobId: assignedJobId } : { action: 'continue' };
}

function answerFinished(agent: Agent): SyncAnswer {
  if (agent.disabledAt !== null) return shutdown('requested');
  if (agent.registration.single_job) return shutdown('job-finished');
  if (agent.interruptedAt !== null) return shutdown('interrupted');
  return { action: 'wait-for-jobs' };
}

function run(jobId: string): SyncAnswer {
  return { action: 'run-job', jobId };
}

function shutdown(reason: ShutdownReason): SyncAnswer {
  return { action: 'shutdown', reason };
}

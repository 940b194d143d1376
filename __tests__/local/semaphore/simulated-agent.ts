import type { AgentTypeOptions } from '../../../local/semaphore/agent-type';
import type { HubEvent } from '../../../local/semaphore/hub-event';
import { type JobSpecInput, jobSpec } from '../../../local/semaphore/job';
import { Organization } from '../../../local/semaphore/organization';
import {
  type AgentState,
  type JobResult,
  type RegisterRequest,
  registerRequest,
  type SyncResponse,
} from '../../../local/semaphore/protocol';
import { timeLimits } from '../../../local/semaphore/time-limits';

/** Milliseconds. */
export const minute = 60_000;
export const linux: AgentTypeOptions = { name: 's1-linux', token: 'secret' };

/** A hub with one agent type and without chance. */
export function organization(agentType: AgentTypeOptions = linux, listener?: (event: HubEvent) => void, speed = 1) {
  let count = 0;
  const unique = () => `unique-${++count}`;
  return new Organization({ agentTypes: [agentType], limits: timeLimits(speed), unique, random: () => 0.5, listener });
}

export function job(more: Partial<JobSpecInput> = {}) {
  return jobSpec.parse({ agentType: 's1-linux', commands: ['true'], ...more });
}

/** An agent that does what it is told; `at` is the time in milliseconds. */
export class SimulatedAgent {
  state: AgentState = 'waiting-for-jobs';
  jobId = '';
  result: JobResult | '' = '';
  interruptedAt = 0;
  isGone = false;
  readonly token: string;

  constructor(
    readonly hub: Organization,
    readonly name: string,
    at: number,
    request: Partial<RegisterRequest> = {},
  ) {
    this.token = hub.register('s1-linux', name, registerRequest.parse({ name, ...request }), at).token;
  }

  /** One sync; with `isLost` the answer does not arrive. */
  sync(at: number, isLost = false): SyncResponse {
    const { state, jobId: job_id, result: job_result, interruptedAt: interrupted_at } = this;
    const answer = this.hub.sync(this.token, { state, job_id, job_result, interrupted_at }, at);
    if (!isLost) this.follow(answer, at);
    return answer;
  }

  finish(result: JobResult): void {
    if (this.state !== 'running-job' && this.state !== 'stopping-job') return;
    this.result = this.state === 'stopping-job' ? 'stopped' : result;
    this.state = 'finished-job';
  }

  private follow({ action, job_id }: SyncResponse, at: number): void {
    if (action === 'run-job') {
      this.jobId = job_id;
      this.hub.jobFor(this.token, job_id, at);
      this.state = 'running-job';
    }
    if (action === 'stop-job' && this.state === 'running-job') this.state = 'stopping-job';
    if (action === 'wait-for-jobs') {
      this.state = 'waiting-for-jobs';
      this.jobId = '';
      this.result = '';
    }
    if (action === 'shutdown') {
      this.isGone = true;
      this.hub.disconnect(this.token, at);
    }
  }
}

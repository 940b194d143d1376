import fc from 'fast-check';
import type { HubEvent } from '../../../local/semaphore/hub-event';
import { type JobSpecInput, jobSpec } from '../../../local/semaphore/job';
import { type AgentTypeOptions, Organization } from '../../../local/semaphore/organization';
import {
  type AgentState,
  type JobResult,
  type RegisterRequest,
  registerRequest,
  type SyncResponse,
} from '../../../local/semaphore/protocol';
import { timeLimits } from '../../../local/semaphore/time-limits';

const minute = 60_000;
const linux: AgentTypeOptions = { name: 's1-linux', token: 'secret' };

function organization(agentType: AgentTypeOptions = linux, listener?: (event: HubEvent) => void, speed = 1) {
  let count = 0;
  const unique = () => `unique-${++count}`;
  return new Organization({ agentTypes: [agentType], limits: timeLimits(speed), unique, random: () => 0.5, listener });
}

function job(more: Partial<JobSpecInput> = {}) {
  return jobSpec.parse({ agentType: 's1-linux', commands: ['true'], ...more });
}

/** An agent that does what it is told; `at` is the time in milliseconds. */
class Simulated {
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

/** An agent that runs a job, and the job's id. */
function busy(request: Partial<RegisterRequest> = {}) {
  const hub = organization();
  const { id } = hub.addJob(job(), 0);
  const agent = new Simulated(hub, 'agent-001', 0, request);
  agent.sync(0);
  return { hub, agent, id };
}

describe('what the hub answers to a sync', () => {
  test('a waiting agent goes on waiting, and shall sync again in 4 to 6 seconds', () => {
    const agent = new Simulated(organization(), 'agent-001', 0);
    expect(agent.sync(0)).toEqual({ action: 'continue', job_id: '', shutdown_reason: '', next_sync_after: 5000 });
  });

  test('an agent that runs a job syncs half as often', () => {
    expect(busy().agent.sync(1)).toMatchObject({ action: 'continue', next_sync_after: 10_000 });
  });

  test('every interval is divided by the speed', () => {
    const agent = new Simulated(organization(linux, undefined, 50), 'agent-001', 0);
    expect(agent.sync(0).next_sync_after).toBe(100);
  });

  test('the oldest job goes to the first agent that asks', () => {
    const hub = organization();
    const [older, newer] = [hub.addJob(job(), 0), hub.addJob(job(), 1)];
    const agents = [new Simulated(hub, 'agent-001', 2), new Simulated(hub, 'agent-002', 2)];
    expect(agents.map((agent) => agent.sync(3).job_id)).toEqual([older.id, newer.id]);
  });

  test('a job whose answer got lost is given to the same agent again', () => {
    const hub = organization();
    const { id } = hub.addJob(job(), 0);
    const agent = new Simulated(hub, 'agent-001', 0);
    agent.sync(1, true);
    expect(agent.sync(2)).toMatchObject({ action: 'run-job', job_id: id });
  });

  test('an idle agent is sent away when its idle time-out is over, a job comes first', () => {
    const hub = organization();
    const agent = new Simulated(hub, 'agent-001', 0, { idle_timeout: 300 });
    const other = new Simulated(hub, 'agent-002', 0, { idle_timeout: 300 });
    agent.sync(0);
    other.sync(0);
    expect(agent.sync(299_999).action).toBe('continue');
    hub.addJob(job(), 300_000);
    expect(other.sync(300_001).action).toBe('run-job');
    expect(agent.sync(300_001)).toMatchObject({ action: 'shutdown', shutdown_reason: 'idle' });
  });

  test('without an idle time-out an idle agent stays', () => {
    const agent = new Simulated(organization(), 'agent-001', 0);
    agent.sync(0);
    expect(agent.sync(100 * minute).action).toBe('continue');
  });

  test('an interrupted agent without a job is sent away even if jobs wait', () => {
    const hub = organization();
    const agent = new Simulated(hub, 'agent-001', 0);
    hub.addJob(job(), 0);
    agent.interruptedAt = 1;
    expect(agent.sync(1)).toMatchObject({ action: 'shutdown', shutdown_reason: 'interrupted' });
  });

  test('a busy agent that is interrupted keeps its job for the grace period', () => {
    const { agent } = busy({ interruption_grace_period: 60 });
    agent.interruptedAt = 1;
    expect(agent.sync(1000).action).toBe('continue');
    expect(agent.sync(60_999).action).toBe('continue');
    expect(agent.sync(61_000).action).toBe('stop-job');
  });

  test('without a grace period an interruption stops the job at once', () => {
    const { agent, hub, id } = busy();
    agent.interruptedAt = 1;
    expect(agent.sync(1000)).toMatchObject({ action: 'stop-job', job_id: id });
    agent.finish('passed');
    expect(agent.sync(1001)).toMatchObject({ action: 'shutdown', shutdown_reason: 'interrupted' });
    expect(hub.job(id).result).toBe('stopped');
  });

  test('a disabled agent stops its job, then leaves', () => {
    const { agent, hub } = busy();
    hub.disable('agent-001', 1);
    expect(agent.sync(2).action).toBe('stop-job');
    expect(agent.sync(3).action).toBe('continue');
    agent.finish('passed');
    expect(agent.sync(4)).toMatchObject({ action: 'shutdown', shutdown_reason: 'requested' });
  });

  test('an agent for one job leaves after it, another one waits for the next', () => {
    const single = busy({ single_job: true }).agent;
    single.finish('passed');
    expect(single.sync(1)).toMatchObject({ action: 'shutdown', shutdown_reason: 'job-finished' });
    const { agent } = busy();
    agent.finish('passed');
    expect(agent.sync(1).action).toBe('wait-for-jobs');
  });

  test('a result that is reported twice counts once', () => {
    const { agent, hub, id } = busy();
    agent.finish('failed');
    agent.sync(1, true);
    expect(agent.sync(2).action).toBe('wait-for-jobs');
    expect(hub.job(id)).toMatchObject({ result: 'failed', finishedAt: 1 });
  });

  test('an agent cannot end a job that another one runs', () => {
    const { hub, id } = busy();
    const other = new Simulated(hub, 'agent-002', 0);
    hub.sync(other.token, { state: 'finished-job', job_id: id, job_result: 'passed', interrupted_at: 0 }, 1);
    expect(hub.job(id).state).toBe('running');
  });
});

describe('registration', () => {
  test('a token of no agent type is refused with 404', () => {
    expect(() => organization().agentTypeOf('wrong')).toThrow(expect.objectContaining({ status: 404 }));
  });

  test('a name that is taken is refused with 400', () => {
    const { hub } = busy();
    expect(() => new Simulated(hub, 'agent-001', 1)).toThrow(expect.objectContaining({ status: 400 }));
  });

  test('an agent whose answer got lost may register again for five minutes, and only the new token works', () => {
    const hub = organization();
    const first = new Simulated(hub, 'agent-001', 0);
    const second = new Simulated(hub, 'agent-001', 5 * minute - 1);
    expect(() => first.sync(5 * minute)).toThrow(expect.objectContaining({ status: 404 }));
    expect(() => new Simulated(hub, 'agent-001', 5 * minute)).toThrow(expect.objectContaining({ status: 400 }));
    expect(second.sync(5 * minute).action).toBe('continue');
  });

  test('more agents than the quota allows are refused with 422', () => {
    const hub = organization({ ...linux, maxAgents: 1 });
    const agent = new Simulated(hub, 'agent-001', 0);
    const another = () => new Simulated(hub, 'agent-002', 1);
    expect(another).toThrow(expect.objectContaining({ status: 422 }));
    hub.disconnect(agent.token, 2);
    expect(another).not.toThrow();
  });

  test('a quota that shrinks sends away as many agents as are too many', () => {
    const hub = organization();
    const agents = ['agent-001', 'agent-002', 'agent-003'].map((name) => new Simulated(hub, name, 0));
    hub.putAgentType({ ...linux, maxAgents: 2 });
    const actions = agents.map((agent) => agent.sync(1).action);
    expect(actions).toEqual(['shutdown', 'continue', 'continue']);
  });

  test('an agent may ask for one job, if it leaves after it', () => {
    const hub = organization();
    hub.addJob(job(), 0);
    const { id } = hub.addJob(job(), 1);
    expect(() => new Simulated(hub, 'agent-001', 2, { job_id: id })).toThrow(expect.objectContaining({ status: 400 }));
    const wrong = { job_id: 'no-such-job', single_job: true };
    expect(() => new Simulated(hub, 'agent-001', 2, wrong)).toThrow(expect.objectContaining({ status: 400 }));
    const agent = new Simulated(hub, 'agent-001', 2, { job_id: id, single_job: true });
    expect(agent.sync(3)).toMatchObject({ action: 'run-job', job_id: id });
  });

  test('a name is held after a disconnect for as long as its agent type says', () => {
    const hub = organization({ ...linux, releaseNameAfter: 60 });
    const agent = new Simulated(hub, 'agent-001', 0);
    hub.disconnect(agent.token, 0);
    hub.clean(minute);
    expect(() => new Simulated(hub, 'agent-001', minute)).toThrow(expect.objectContaining({ status: 400 }));
    expect(hub.metrics('s1-linux').agents).toEqual({ idle: 1, occupied: 0 });
    hub.clean(minute + 1);
    expect(() => new Simulated(hub, 'agent-001', minute + 1)).not.toThrow();
  });
});

describe('figures and jobs', () => {
  test('jobs beyond the running quota stay queued and are counted as queued', () => {
    const hub = organization({ ...linux, maxRunningJobs: 1 });
    for (let index = 0; index < 3; index += 1) hub.addJob(job(), index);
    const agents = ['agent-001', 'agent-002'].map((name) => new Simulated(hub, name, 5));
    expect(agents.map((agent) => agent.sync(6).action)).toEqual(['run-job', 'continue']);
    expect(hub.metrics('s1-linux')).toEqual({ jobs: { queued: 2, running: 1 }, agents: { idle: 1, occupied: 1 } });
  });

  test('a job is only shown to the agent that was given it', () => {
    const { hub, id } = busy();
    const other = new Simulated(hub, 'agent-002', 0);
    expect(() => hub.jobFor(other.token, id, 1)).toThrow(expect.objectContaining({ status: 404 }));
  });

  test('a log token is only renewed for an agent with a job', () => {
    const { hub, agent, id } = busy();
    expect(hub.jobToRefresh(agent.token)).toBe(id);
    const other = new Simulated(hub, 'agent-002', 0);
    expect(() => hub.jobToRefresh(other.token)).toThrow(expect.objectContaining({ status: 422 }));
  });

  test('a job that is stopped while it waits never starts', () => {
    const hub = organization();
    const { id } = hub.addJob(job(), 0);
    expect(hub.stopJob(id, 1)).toMatchObject({ state: 'finished', result: 'stopped', reason: 'stopped-in-queue' });
    expect(new Simulated(hub, 'agent-001', 2).sync(3).action).toBe('continue');
  });

  test.each([
    ['never synced', 1, false],
    ['idle', 3, true],
  ])('an agent that %s is dropped after %d silent minutes', (_, minutes, hasSynced) => {
    const hub = organization();
    const agent = new Simulated(hub, 'agent-001', 0);
    if (hasSynced) agent.sync(0);
    hub.clean(minutes * minute);
    expect(hub.listAgents()).toHaveLength(1);
    hub.clean(minutes * minute + 1);
    expect(hub.listAgents()).toHaveLength(0);
    expect(() => agent.sync(minutes * minute + 2)).toThrow(expect.objectContaining({ status: 404 }));
  });

  test('the job of an agent that is silent for 15 minutes fails', () => {
    const { hub, id } = busy();
    hub.clean(15 * minute);
    expect(hub.job(id).state).toBe('running');
    hub.clean(15 * minute + 1);
    expect(hub.job(id)).toMatchObject({ result: 'failed', reason: 'agent-lost' });
  });

  test('a job whose agent disconnects in the middle fails', () => {
    const { hub, agent, id } = busy();
    hub.disconnect(agent.token, 1);
    expect(hub.job(id)).toMatchObject({ result: 'failed', reason: 'agent-disconnected' });
  });
});

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('register' as const), single: fc.boolean(), idle: fc.nat(20) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('sync' as const), who: fc.nat(), isLost: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      who: fc.nat(),
      result: fc.constantFrom('passed' as const, 'failed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('interrupt' as const), who: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disable' as const), who: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), minutes: fc.nat(20) }) },
);

/** A hub with agents that come, work, leave or fall silent in any order. */
class Workload {
  readonly assigned: string[] = [];
  readonly hub = organization(linux, (event) => this.note(event));
  readonly agents: Simulated[] = [];
  private now = 0;
  private readonly running = new Set<string>();

  run(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): void {
    for (const next of steps) {
      this.now += 1000;
      this.take(next);
      this.check();
    }
  }

  private take(next: typeof step extends fc.Arbitrary<infer S> ? S : never): void {
    if (next.kind === 'add') this.hub.addJob(job(), this.now);
    if (next.kind === 'register') {
      const request = { single_job: next.single, idle_timeout: next.idle, interruption_grace_period: 5 };
      this.agents.push(new Simulated(this.hub, `agent-${this.agents.length}-x`, this.now, request));
    }
    if (next.kind === 'silence') {
      this.now += next.minutes * minute;
      this.hub.clean(this.now);
      const names = new Set(this.hub.listAgents().map(({ name }) => name));
      for (const agent of this.agents) agent.isGone = !names.has(agent.name);
    }
    if (next.kind === 'stop') {
      const all = this.hub.jobs.list();
      const chosen = all[next.which % Math.max(1, all.length)];
      if (chosen) this.hub.stopJob(chosen.id, this.now);
    }
    const present = this.agents.filter(({ isGone }) => !isGone);
    const agent = 'who' in next ? present[next.who % Math.max(1, present.length)] : undefined;
    if (!agent) return;
    if (next.kind === 'finish') agent.finish(next.result);
    if (next.kind === 'interrupt') agent.interruptedAt ||= 1;
    if (next.kind === 'disable') this.hub.disable(agent.name, this.now);
    if (next.kind === 'sync') this.sync(agent, next.isLost);
  }

  private sync(agent: Simulated, isLost: boolean): void {
    const record = this.hub.listAgents().find(({ name }) => name === agent.name);
    const isFree = agent.state === 'waiting-for-jobs' && !record?.disabledAt && agent.interruptedAt === 0;
    const [oldest] = this.hub.jobs.waitingIds('s1-linux');
    const hasJob = record?.assignedJobId !== null;
    const answer = agent.sync(this.now, isLost);
    // A free agent that asks is never sent away empty-handed while a job waits.
    if (isFree && oldest !== undefined) {
      expect(answer.action).toBe('run-job');
      if (!hasJob) expect(answer.job_id).toBe(oldest);
    }
  }

  private note(event: HubEvent): void {
    if (event.kind !== 'job') return;
    const { id, state } = event.job;
    if (state === 'running' && !this.running.has(id)) {
      this.assigned.push(id);
      this.running.add(id);
    }
  }

  private check(): void {
    const { queued, running } = this.hub.jobs.counts('s1-linux');
    const jobs = this.hub.jobs.list();
    expect(jobs.filter(({ state }) => state === 'queued')).toHaveLength(queued);
    expect(jobs.filter(({ state }) => state === 'running')).toHaveLength(running);
    const holders = this.hub.listAgents().flatMap(({ assignedJobId }) => assignedJobId ?? []);
    expect(new Set(holders).size).toBe(holders.length);
    for (const { id, state } of jobs) if (state === 'running') expect(holders).toContain(id);
    expect(new Set(this.assigned).size).toBe(this.assigned.length);
  }
}

test('whatever agents do, each job is held by one agent at most, starts at most once, and none is overlooked', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => new Workload().run(steps)));
});

test('once agents keep coming, every job finishes', () => {
  const finishes = (steps: Parameters<Workload['run']>[0]) => {
    const workload = new Workload();
    workload.run(steps);
    const { hub } = workload;
    for (const agent of workload.agents) if (!agent.isGone) hub.disconnect(agent.token, 1e9);
    for (let round = 0; hub.jobs.counts('s1-linux').queued > 0; round += 1) {
      const agent = new Simulated(hub, `late-agent-${round}`, 1e9, { single_job: true });
      agent.sync(1e9);
      agent.finish('passed');
      agent.sync(1e9);
    }
    expect(hub.jobs.list().every(({ state }) => state === 'finished')).toBe(true);
  };
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), finishes));
});

import type { RegisterRequest } from '../../../local/semaphore/protocol';
import { job, linux, minute, organization, SimulatedAgent } from './simulated-agent';

/** An agent that runs a job, and the job's id. */
function busy(request: Partial<RegisterRequest> = {}) {
  const hub = organization();
  const { id } = hub.addJob(job(), 0);
  const agent = new SimulatedAgent(hub, 'agent-001', 0, request);
  agent.sync(0);
  return { hub, agent, id };
}

describe('what the hub answers to a sync', () => {
  test('a waiting agent goes on waiting, and shall sync again in 4 to 6 seconds', () => {
    const agent = new SimulatedAgent(organization(), 'agent-001', 0);
    expect(agent.sync(0)).toEqual({ action: 'continue', job_id: '', shutdown_reason: '', next_sync_after: 5000 });
  });

  test('an agent that runs a job syncs half as often', () => {
    expect(busy().agent.sync(1)).toMatchObject({ action: 'continue', next_sync_after: 10_000 });
  });

  test('every interval is divided by the speed', () => {
    const agent = new SimulatedAgent(organization(linux, undefined, 50), 'agent-001', 0);
    expect(agent.sync(0).next_sync_after).toBe(100);
  });

  test('the oldest job goes to the first agent that asks', () => {
    const hub = organization();
    const [older, newer] = [hub.addJob(job(), 0), hub.addJob(job(), 1)];
    const agents = [new SimulatedAgent(hub, 'agent-001', 2), new SimulatedAgent(hub, 'agent-002', 2)];
    expect(agents.map((agent) => agent.sync(3).job_id)).toEqual([older.id, newer.id]);
  });

  test('a job whose answer got lost is given to the same agent again', () => {
    const hub = organization();
    const { id } = hub.addJob(job(), 0);
    const agent = new SimulatedAgent(hub, 'agent-001', 0);
    agent.sync(1, true);
    expect(agent.sync(2)).toMatchObject({ action: 'run-job', job_id: id });
  });

  test('an idle agent is sent away when its idle time-out is over, a job comes first', () => {
    const hub = organization();
    const agent = new SimulatedAgent(hub, 'agent-001', 0, { idle_timeout: 300 });
    const other = new SimulatedAgent(hub, 'agent-002', 0, { idle_timeout: 300 });
    agent.sync(0);
    other.sync(0);
    expect(agent.sync(299_999).action).toBe('continue');
    hub.addJob(job(), 300_000);
    expect(other.sync(300_001).action).toBe('run-job');
    expect(agent.sync(300_001)).toMatchObject({ action: 'shutdown', shutdown_reason: 'idle' });
  });

  test('without an idle time-out an idle agent stays', () => {
    const agent = new SimulatedAgent(organization(), 'agent-001', 0);
    agent.sync(0);
    expect(agent.sync(100 * minute).action).toBe('continue');
  });

  test('an interrupted agent without a job is sent away even if jobs wait', () => {
    const hub = organization();
    const agent = new SimulatedAgent(hub, 'agent-001', 0);
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
    const other = new SimulatedAgent(hub, 'agent-002', 0);
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
    expect(() => new SimulatedAgent(hub, 'agent-001', 1)).toThrow(expect.objectContaining({ status: 400 }));
  });

  test('an agent whose answer got lost may register again for five minutes, and only the new token works', () => {
    const hub = organization();
    const first = new SimulatedAgent(hub, 'agent-001', 0);
    const second = new SimulatedAgent(hub, 'agent-001', 5 * minute - 1);
    expect(() => first.sync(5 * minute)).toThrow(expect.objectContaining({ status: 404 }));
    expect(() => new SimulatedAgent(hub, 'agent-001', 5 * minute)).toThrow(expect.objectContaining({ status: 400 }));
    expect(second.sync(5 * minute).action).toBe('continue');
  });

  test('more agents than the quota allows are refused with 422', () => {
    const hub = organization({ ...linux, maxAgents: 1 });
    const agent = new SimulatedAgent(hub, 'agent-001', 0);
    const another = () => new SimulatedAgent(hub, 'agent-002', 1);
    expect(another).toThrow(expect.objectContaining({ status: 422 }));
    hub.disconnect(agent.token, 2);
    expect(another).not.toThrow();
  });

  test('a quota that shrinks sends away as many agents as are too many', () => {
    const hub = organization();
    const agents = ['agent-001', 'agent-002', 'agent-003'].map((name) => new SimulatedAgent(hub, name, 0));
    hub.putAgentType({ ...linux, maxAgents: 2 });
    const actions = agents.map((agent) => agent.sync(1).action);
    expect(actions).toEqual(['shutdown', 'continue', 'continue']);
  });

  test('an agent may ask for one job, if it leaves after it', () => {
    const hub = organization();
    hub.addJob(job(), 0);
    const { id } = hub.addJob(job(), 1);
    expect(() => new SimulatedAgent(hub, 'agent-001', 2, { job_id: id })).toThrow(
      expect.objectContaining({ status: 400 }),
    );
    const wrong = { job_id: 'no-such-job', single_job: true };
    expect(() => new SimulatedAgent(hub, 'agent-001', 2, wrong)).toThrow(expect.objectContaining({ status: 400 }));
    const agent = new SimulatedAgent(hub, 'agent-001', 2, { job_id: id, single_job: true });
    expect(agent.sync(3)).toMatchObject({ action: 'run-job', job_id: id });
  });

  test('a name is held after a disconnect for as long as its agent type says', () => {
    const hub = organization({ ...linux, releaseNameAfter: 60 });
    const agent = new SimulatedAgent(hub, 'agent-001', 0);
    hub.disconnect(agent.token, 0);
    hub.clean(minute);
    expect(() => new SimulatedAgent(hub, 'agent-001', minute)).toThrow(expect.objectContaining({ status: 400 }));
    expect(hub.metrics('s1-linux').agents).toEqual({ idle: 1, occupied: 0 });
    hub.clean(minute + 1);
    expect(() => new SimulatedAgent(hub, 'agent-001', minute + 1)).not.toThrow();
  });
});

describe('figures and jobs', () => {
  test('jobs beyond the running quota stay queued and are counted as queued', () => {
    const hub = organization({ ...linux, maxRunningJobs: 1 });
    for (let index = 0; index < 3; index += 1) hub.addJob(job(), index);
    const agents = ['agent-001', 'agent-002'].map((name) => new SimulatedAgent(hub, name, 5));
    expect(agents.map((agent) => agent.sync(6).action)).toEqual(['run-job', 'continue']);
    expect(hub.metrics('s1-linux')).toEqual({ jobs: { queued: 2, running: 1 }, agents: { idle: 1, occupied: 1 } });
  });

  test('a job is only shown to the agent that was given it', () => {
    const { hub, id } = busy();
    const other = new SimulatedAgent(hub, 'agent-002', 0);
    expect(() => hub.jobFor(other.token, id, 1)).toThrow(expect.objectContaining({ status: 404 }));
  });

  test('a log token is only renewed for an agent with a job', () => {
    const { hub, agent, id } = busy();
    expect(hub.jobToRefresh(agent.token)).toBe(id);
    const other = new SimulatedAgent(hub, 'agent-002', 0);
    expect(() => hub.jobToRefresh(other.token)).toThrow(expect.objectContaining({ status: 422 }));
  });

  test('a job that is stopped while it waits never starts', () => {
    const hub = organization();
    const { id } = hub.addJob(job(), 0);
    expect(hub.stopJob(id, 1)).toMatchObject({ state: 'finished', result: 'stopped', reason: 'stopped-in-queue' });
    expect(new SimulatedAgent(hub, 'agent-001', 2).sync(3).action).toBe('continue');
  });

  test.each([
    ['never synced', 1, false],
    ['idle', 3, true],
  ])('an agent that %s is dropped after %d silent minutes', (_, minutes, hasSynced) => {
    const hub = organization();
    const agent = new SimulatedAgent(hub, 'agent-001', 0);
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

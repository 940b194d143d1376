import { z } from 'zod';
import type { Fault } from '../../../local/semaphore/faults';
import { type Hub, startHub } from '../../../local/semaphore/hub';
import type { HubEvent } from '../../../local/semaphore/hub-event';
import { type JobRequest, jobRequest, registerResponse, syncResponse } from '../../../local/semaphore/protocol';

const agents = '/api/v1/self_hosted_agents';
const token = 'registration-token';

let hub: Hub;

beforeEach(async () => {
  hub = await startHub({ agentTypes: [{ name: 's1-linux', token }] });
});

afterEach(() => hub.stop());

function call(method: string, path: string, authorization?: string, body?: unknown): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${hub.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: text }) });
}

async function register(name = 'agent-001', more: object = {}): Promise<string> {
  const answer = await call('POST', `${agents}/register`, `Token ${token}`, { name, ...more });
  expect(answer.status).toBe(201);
  return `Token ${registerResponse.parse(await answer.json()).token}`;
}

async function sync(access: string, state = 'waiting-for-jobs', more: object = {}) {
  const answer = await call('POST', `${agents}/sync`, access, { state, ...more });
  return syncResponse.parse(await answer.json());
}

/** A job, an agent that was given it, and the job as the agent gets it. */
async function busyAgent(commands = ['true']): Promise<{ id: string; access: string; request: JobRequest }> {
  const { id } = hub.addJob({ agentType: 's1-linux', commands, env: { A: 'b c' } });
  const access = await register();
  await sync(access);
  const answer = await call('GET', `${agents}/jobs/${id}`, access);
  return { id, access, request: jobRequest.parse(await answer.json()) };
}

const event = (output: string) => `${JSON.stringify({ event: 'cmd_output', timestamp: 1, output })}\n`;

describe('agent API', () => {
  test.each([
    ['POST', '/register'],
    ['POST', '/sync'],
    ['POST', '/refresh'],
    ['POST', '/disconnect'],
    ['GET', '/metrics'],
    ['GET', '/jobs'],
    ['GET', '/jobs/x'],
  ])('%s %s without a token is 401, with a wrong one 404', async (method, path) => {
    const body = method === 'POST' ? { state: 'waiting-for-jobs', name: 'agent-001' } : undefined;
    expect((await call(method, agents + path, undefined, body)).status).toBe(401);
    expect((await call(method, agents + path, 'Token wrong', body)).status).toBe(404);
  });

  test('an access token does not open what the registration token opens, nor the other way round', async () => {
    const access = await register();
    expect((await call('GET', `${agents}/metrics`, access)).status).toBe(404);
    expect((await call('POST', `${agents}/sync`, `Token ${token}`, { state: 'waiting-for-jobs' })).status).toBe(404);
  });

  test('a body that is no sync is 422', async () => {
    const access = await register();
    expect((await call('POST', `${agents}/sync`, access, 'nonsense')).status).toBe(422);
    expect((await call('POST', `${agents}/sync`, access, { state: 'sleeping' })).status).toBe(422);
  });

  test('the job request carries base64 values and says where log and callbacks go', async () => {
    const { id, request } = await busyAgent(['echo $A']);
    expect(request).toMatchObject({ job_id: id, executor: 'shell', commands: [{ directive: 'echo $A', alias: '' }] });
    expect(request.env_vars).toContainEqual({ name: 'A', value: Buffer.from('b c').toString('base64') });
    expect(request.logger).toMatchObject({ method: 'push', url: `${hub.url}/api/v1/logs/${id}` });
    expect(request.callbacks.finished).toBe(`${hub.url}/api/v1/callbacks/${id}/finished`);
  });

  test('metrics and the list of waiting jobs, newest first', async () => {
    const ids = [1, 2, 3].map(() => hub.addJob({ agentType: 's1-linux' }).id);
    await sync(await register());
    const metrics = await (await call('GET', `${agents}/metrics`, `Token ${token}`)).json();
    expect(metrics).toEqual({ jobs: { queued: 2, running: 1 }, agents: { idle: 0, occupied: 1 } });
    const { jobs } = z
      .object({ jobs: z.array(z.object({ id: z.string() })) })
      .parse(await (await call('GET', `${agents}/jobs`, `Token ${token}`)).json());
    expect(jobs.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  });

  test('at most 500 waiting jobs are listed', async () => {
    for (let index = 0; index < 501; index += 1) hub.addJob({ agentType: 's1-linux' });
    const { jobs } = z
      .object({ jobs: z.array(z.unknown()) })
      .parse(await (await call('GET', `${agents}/jobs`, `Token ${token}`)).json());
    expect(jobs).toHaveLength(500);
  });

  test('a log grows by batches that its token opens; another job’s token is 401', async () => {
    const { id, request } = await busyAgent();
    const path = `/api/v1/logs/${id}`;
    const bearer = `Bearer ${request.logger.token}`;
    expect((await call('POST', `${path}?start_from=0`, bearer, event('one\n'))).status).toBe(200);
    expect((await call('POST', `${path}?start_from=1`, bearer, event('two\n'))).status).toBe(200);
    expect((await call('POST', `${path}?start_from=2`, 'Bearer wrong', event('x'))).status).toBe(401);
    expect((await call('POST', path, bearer, event('x'))).status).toBe(400);
    const other = hub.addJob({ agentType: 's1-linux' });
    expect((await call('POST', `/api/v1/logs/${other.id}?start_from=0`, bearer, event('x'))).status).toBe(401);
    expect(hub.log(id)).toBe('one\ntwo\n');
  });

  test('a log token that has expired is 401 until it is refreshed', async () => {
    const { id, access, request } = await busyAgent();
    hub.expireLogToken(id);
    const push = (secret: string) => call('POST', `/api/v1/logs/${id}?start_from=0`, `Bearer ${secret}`, event('x'));
    expect((await push(request.logger.token)).status).toBe(401);
    const answer = await call('POST', `${agents}/refresh`, access);
    const { token: fresh } = z.object({ token: z.string() }).parse(await answer.json());
    expect((await push(fresh)).status).toBe(200);
  });

  test('callbacks of older agents end the job', async () => {
    const { id, request } = await busyAgent();
    const bearer = `Bearer ${request.callbacks.token}`;
    const path = `/api/v1/callbacks/${id}`;
    expect((await call('POST', `${path}/finished`, bearer, { result: 'passed' })).status).toBe(200);
    expect((await call('POST', `${path}/teardown_finished`, bearer, {})).status).toBe(200);
    expect(hub.job(id)).toMatchObject({ state: 'finished', result: 'passed' });
  });

  test('silent agents are dropped by the cleaner, faster at a higher speed', async () => {
    const fast = await startHub({ speed: 2000, agentTypes: [{ name: 's1-linux', token }] });
    const gone = new Promise<HubEvent>((resolve) => fast.on((event) => event.kind === 'agent-gone' && resolve(event)));
    const body = JSON.stringify({ name: 'agent-001' });
    await fetch(`${fast.url}${agents}/register`, {
      method: 'POST',
      headers: { authorization: `Token ${token}` },
      body,
    });
    await expect(gone).resolves.toMatchObject({ why: 'lost', agent: { name: 'agent-001' } });
    await fast.stop();
  });
});

describe('faults', () => {
  async function statusOf(path: string): Promise<number | 'no answer'> {
    try {
      return (await call('GET', agents + path, `Token ${token}`)).status;
    } catch {
      return 'no answer';
    }
  }

  test.each<[string, Fault, number | 'no answer']>([
    ['away', { kind: 'away', calls: ['metrics'] }, 'no answer'],
    ['reset', { kind: 'reset', calls: ['metrics'] }, 'no answer'],
    ['a status', { kind: 'status', status: 429, calls: ['metrics'] }, 429],
    ['invalid JSON', { kind: 'invalid-json', calls: ['metrics'] }, 200],
    ['slow', { kind: 'slow', delay: 20, calls: ['metrics'] }, 200],
  ])('%s strikes the calls that it names and no others', async (_, fault, expected) => {
    hub.setFaults([fault]);
    expect(await statusOf('/metrics')).toBe(expected);
    expect(await statusOf('/jobs')).toBe(200);
    hub.setFaults([]);
    expect(await statusOf('/metrics')).toBe(200);
  });

  test('an answer that is invalid JSON does not parse', async () => {
    hub.setFaults([{ kind: 'invalid-json', calls: ['metrics'] }]);
    const answer = await call('GET', `${agents}/metrics`, `Token ${token}`);
    await expect(answer.json()).rejects.toThrow('JSON');
  });

  test('a fault that is limited heals by itself', async () => {
    const put = await call('PUT', '/control/faults', undefined, [{ kind: 'status', status: 500, times: 2 }]);
    expect(put.status).toBe(200);
    expect([await statusOf('/metrics'), await statusOf('/jobs'), await statusOf('/metrics')]).toEqual([500, 500, 200]);
    expect(await (await call('GET', '/control/faults')).json()).toEqual([]);
  });

  test('a fault that does not exist is refused with what is allowed', async () => {
    const answer = await call('PUT', '/control/faults', undefined, [{ kind: 'fire' }]);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('kind');
  });
});

describe('control API', () => {
  test('a job is put in, shown, listed, stopped', async () => {
    const answer = await call('POST', '/control/jobs', undefined, { agentType: 's1-linux', commands: ['ls'] });
    expect(answer.status).toBe(201);
    const { id } = z.object({ id: z.string() }).parse(await answer.json());
    expect(await (await call('GET', '/control/jobs?agentType=s1-linux')).json()).toMatchObject([
      { id, state: 'queued' },
    ]);
    expect(await (await call('GET', '/control/jobs?agentType=other')).json()).toEqual([]);
    expect(await (await call('POST', `/control/jobs/${id}/stop`)).json()).toMatchObject({ result: 'stopped' });
    expect(await (await call('GET', `/control/jobs/${id}`)).json()).toMatchObject({ state: 'finished' });
    expect(await (await call('GET', `/control/jobs/${id}/log`)).text()).toBe('');
  });

  test.each([
    [{ agentType: 'unknown' }, 404, 's1-linux'],
    [{ agentType: 's1-linux', commands: 'ls' }, 400, 'commands'],
    [{ agentType: 's1-linux', command: ['ls'] }, 400, 'command'],
    [{ agentType: 's1-linux', env: { 'not a name': 'x' } }, 400, 'env'],
  ])('a job such as %j is refused with %d', async (job, status, hint) => {
    const answer = await call('POST', '/control/jobs', undefined, job);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(hint);
  });

  test('agents are listed and disabled by name', async () => {
    const access = await register();
    expect(await (await call('GET', '/control/agents')).json()).toMatchObject([{ name: 'agent-001', state: null }]);
    expect((await call('POST', '/control/agents/agent-001/disable')).status).toBe(200);
    expect((await call('POST', '/control/agents/nobody/disable')).status).toBe(404);
    expect(await sync(access)).toMatchObject({ action: 'shutdown', shutdown_reason: 'requested' });
  });

  test('the queue is counted by agent type and state', async () => {
    hub.addJob({ agentType: 's1-linux' });
    hub.addJob({ agentType: 's1-linux' });
    await register('agent-002');
    await sync(await register('agent-001'));
    const [counts] = z
      .array(z.record(z.string(), z.unknown()))
      .parse(await (await call('GET', '/control/queue')).json());
    expect(counts).toMatchObject({
      agentType: 's1-linux',
      jobs: { queued: 1, running: 1, finished: 0 },
      agents: { registered: 1, 'waiting-for-jobs': 1 },
      oldestWait: expect.any(Number),
    });
  });

  test('a token is rotated and quotas are set and lifted', async () => {
    const change = (body: object) => call('PATCH', '/control/agent-types/s1-linux', undefined, body);
    expect((await change({ maxAgents: 0 })).status).toBe(200);
    const attempt = (secret: string) => call('POST', `${agents}/register`, `Token ${secret}`, { name: 'agent-001' });
    expect((await attempt(token)).status).toBe(422);
    await change({ maxAgents: null, token: 'new' });
    expect((await attempt(token)).status).toBe(404);
    expect((await attempt('new')).status).toBe(201);
  });

  test('events are streamed as they happen', async () => {
    const stream = await call('GET', '/control/events');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    hub.addJob({ agentType: 's1-linux', name: 'seen' });
    let text = '';
    while (!text.includes('"seen"')) text += (await reader?.read())?.value ?? '';
    expect(text).toMatch(/^data: \{"at":\d+,"kind":"job"/m);
    await reader?.cancel();
  });

  test('a path that does not exist is 404', async () => {
    expect((await call('GET', '/control/nothing')).status).toBe(404);
    expect((await call('GET', `${agents}/nothing`)).status).toBe(404);
  });
});

test('a refused registration is an event', async () => {
  const events: HubEvent[] = [];
  hub.on((event) => events.push(event));
  await call('POST', `${agents}/register`, 'Token wrong', { name: 'agent-001' });
  await call('POST', `${agents}/register`, `Token ${token}`, { name: 'bad name' });
  expect(events).toMatchObject([
    { kind: 'registration-refused', status: 404 },
    { kind: 'registration-refused', status: 400, agentType: 's1-linux' },
  ]);
});

test('500 agents register, sync, run a job each and disconnect', async () => {
  await hub.stop();
  hub = await startHub({ agentTypes: [{ name: 's1-linux', token }] });
  const ids = Array.from({ length: 500 }, () => hub.addJob({ agentType: 's1-linux' }).id);
  const life = async (index: number) => {
    const access = await register(`agent-${index}-of-500`, { single_job: true });
    const { action, job_id } = await sync(access);
    expect(action).toBe('run-job');
    await sync(access, 'running-job', { job_id });
    const { shutdown_reason: reason } = await sync(access, 'finished-job', { job_id, job_result: 'passed' });
    expect(reason).toBe('job-finished');
    expect((await call('POST', `${agents}/disconnect`, access)).status).toBe(200);
  };
  // A hundred at a time: each has a connection, and the number of files that a process may open is limited.
  for (let first = 0; first < ids.length; first += 100) {
    await Promise.all(ids.slice(first, first + 100).map((_, index) => life(first + index)));
  }
  expect(hub.jobs().filter(({ result }) => result === 'passed')).toHaveLength(500);
  expect(hub.agents()).toEqual([]);
});

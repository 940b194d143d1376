import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentProgram, realAgent, standInAgent } from '../../../local/agent-program';
import { removeAgents } from './agent-under-test';
import { type Exchange, RecordingProxy } from './recording-proxy';
import { closeScenes, Scene } from './scene';
import { until } from './until';

const directory = mkdtempSync(join(tmpdir(), 'conformance-'));

afterAll(async () => {
  await removeAgents();
  await closeScenes();
  rmSync(directory, { recursive: true, force: true });
});

const real = realAgent();
let bundled: Promise<AgentProgram> | undefined;

function standIn(): Promise<AgentProgram> {
  bundled ??= standInAgent(directory);
  return bundled;
}

/** The same expectations of the stand-in and of the real agent, whose tests are skipped, and shown as skipped, where there is none. */
const agents = [
  { kind: 'stand-in agent', program: standIn, run: test.concurrent },
  { kind: 'real agent', program: async () => real ?? standIn(), run: real ? test.concurrent : test.concurrent.skip },
];

describe.each(agents)('$kind', ({ program: find, run }) => {
  const single = { 'disconnect-after-job': true };

  function check(name: string, body: (program: AgentProgram) => Promise<void>): void {
    run(name, async () => body(await find()));
  }

  check('runs a job with its variables and files, leaves after it and tells its hook why', async (program) => {
    const scene = await Scene.open(program);
    const job = scene.add(
      ['echo "$GREETING $FROM_AGENT"', 'cat ~/folder/note', 'cd /; export A=kept', 'echo $A $PWD'],
      {
        env: { GREETING: `it's "quoted" $HOME` },
        files: [{ path: 'folder/note', content: 'from a file\n', mode: '0600' }],
        epilogueAlways: ['echo always $SEMAPHORE_JOB_RESULT'],
        epilogueOnPass: ['echo on pass'],
        epilogueOnFail: ['echo on fail'],
      },
    );
    const agent = scene.start({ ...single, name: 'agent-0001', 'env-vars': ['FROM_AGENT=agent'] });
    await expect(agent.exited).resolves.toBe(0);
    expect(scene.hub.job(job.id)).toMatchObject({ state: 'finished', result: 'passed', agent: 'agent-0001' });
    const log = scene.hub.log(job.id);
    expect(log).toContain(`it's "quoted" $HOME agent\n`);
    expect(log).toContain('from a file\n');
    expect(log).toContain('kept /\n');
    expect(log).toContain('always passed\n');
    expect(log).toContain('echo on pass\non pass\n');
    expect(log).not.toContain('on fail');
    expect(agent.hookReasons).toEqual(['JOB_FINISHED']);
    expect(scene.hub.agents()).toEqual([]);
    expect(agent.output).not.toContain(scene.agentType.token);
  });

  check('a command that fails ends the job as failed', async (program) => {
    const scene = await Scene.open(program);
    const job = scene.add(['(exit 7)', 'echo not reached'], { epilogueOnFail: ['echo on fail'] });
    const agent = scene.start(single);
    await expect(agent.exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('failed');
    const events = scene.hub.logEvents(job.id);
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'cmd_finished', directive: '(exit 7)', exit_code: 7 }),
    );
    expect(events.map(({ directive }) => directive)).not.toContain('echo not reached');
    expect(events.map(({ directive }) => directive)).toContain('echo on fail');
    expect(events.at(-1)).toMatchObject({ event: 'job_finished', result: 'failed' });
  });

  check('a command that ends the shell ends the job as failed', async (program) => {
    const scene = await Scene.open(program);
    const job = scene.add(['exit 0']);
    await expect(scene.start(single).exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('failed');
  });

  check('a job that ends itself with 130 gets the result that it says', async (program) => {
    const scene = await Scene.open(program);
    const job = scene.add(['export SEMAPHORE_JOB_RESULT=passed', '(exit 130)', 'echo not reached']);
    await expect(scene.start(single).exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('passed');
    expect(scene.hub.log(job.id)).not.toContain('not reached');
  });

  check('a job that is stopped ends at once with what it started, without epilogue', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start(single);
    const pidFile = agent.path('sleep.pid');
    const job = scene.add([sleeping(pidFile)], { epilogueAlways: ['echo epilogue'] });
    await scene.running(job.id);
    const pid = await pidIn(pidFile);
    scene.hub.stopJob(job.id);
    await expect(agent.exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('stopped');
    expect(scene.hub.log(job.id)).not.toContain('epilogue');
    expect(agent.hookReasons).toEqual(['JOB_FINISHED']);
    await until('the end of the sleep', () => !isAlive(pid));
  });

  check('a job does not outlive an agent that is killed', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start();
    const pidFile = agent.path('sleep.pid');
    scene.add([sleeping(pidFile)]);
    const pid = await pidIn(pidFile);
    agent.kill();
    await until('the end of the sleep', () => !isAlive(pid));
  });

  check('runs one job after another when it does not have to leave', async (program) => {
    const scene = await Scene.open(program);
    const [one, two] = [scene.add(['echo one']), scene.add(['echo two'])];
    const agent = scene.start();
    await scene.finished(one.id);
    await expect(scene.finished(two.id)).resolves.toMatchObject({ result: 'passed' });
    expect(agent.hookReasons).toEqual([]);
  });

  check('leaves when it has been idle for long', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start({ 'disconnect-after-idle-timeout': 20 });
    await expect(agent.exited).resolves.toBe(0);
    expect(agent.hookReasons).toEqual(['IDLE']);
  });

  check('a signal makes an idle agent leave at once', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start();
    await scene.registered();
    agent.signal('SIGTERM');
    await expect(agent.exited).resolves.toBe(0);
    expect(agent.hookReasons).toEqual(['INTERRUPTED']);
  });

  check('signals leave a busy agent its job for the grace period', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start({ 'interruption-grace-period': 3600 });
    const go = agent.path('go');
    const job = scene.add([`until [ -e ${go} ]; do sleep 0.05; done`]);
    await scene.running(job.id);
    agent.signal('SIGTERM');
    await until('the interruption', () => scene.hub.agents()[0]?.interruptedAt);
    agent.signal('SIGINT');
    agent.signal('SIGTERM');
    const { lastSyncAt } = scene.hub.agents()[0] ?? {};
    await until('another sync', () => (scene.hub.agents()[0]?.lastSyncAt ?? 0) > (lastSyncAt ?? 0));
    expect(scene.hub.job(job.id).state).toBe('running');
    writeFileSync(go, '');
    await expect(agent.exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('passed');
    expect(agent.hookReasons).toEqual(['INTERRUPTED']);
  });

  check('without a grace period a signal stops the job', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start();
    const job = scene.add(['sleep 1000']);
    await scene.running(job.id);
    agent.signal('SIGTERM');
    await expect(agent.exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('stopped');
    expect(agent.hookReasons).toEqual(['INTERRUPTED']);
  });

  check('leaves when it is disabled', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start({ name: 'agent-0001' });
    await scene.registered();
    scene.hub.disableAgent('agent-0001');
    await expect(agent.exited).resolves.toBe(0);
    expect(agent.hookReasons).toEqual(['REQUESTED']);
  });

  check('gives up after 30 refused registrations, without running its hook', async (program) => {
    const scene = await Scene.open(program, { maxAgents: 0 });
    const agent = scene.start();
    await expect(agent.exited).resolves.toBe(1);
    const refusals = scene.events.filter((event) => event.kind === 'registration-refused');
    expect(refusals).toHaveLength(30);
    expect(refusals[0]).toMatchObject({ agentType: scene.agentType.name, status: 422 });
    expect(agent.hookReasons).toEqual([]);
    expect(agent.output).not.toContain(scene.agentType.token);
  });

  check('a new registration token locks out newcomers, not agents that are registered', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start(single);
    await scene.registered();
    scene.hub.changeAgentType(scene.agentType.name, { token: 'rotated' });
    const job = scene.add(['echo still here']);
    await expect(scene.finished(job.id)).resolves.toMatchObject({ result: 'passed' });
    await agent.exited;
    scene.start();
    await until('a refusal', () =>
      scene.events.find((event) => event.kind === 'registration-refused' && event.status === 404),
    );
    scene.start({ token: 'rotated' });
    await scene.registered();
  });

  check('a log token that expires is renewed and nothing of the log is lost', async (program) => {
    const scene = await Scene.open(program);
    const agent = scene.start(single);
    const go = agent.path('go');
    const job = scene.add(['echo first', `until [ -e ${go} ]; do sleep 0.05; done`, 'echo last']);
    await until('the first line', () => scene.hub.log(job.id).includes('echo first\nfirst\n'));
    scene.hub.expireLogToken(job.id);
    writeFileSync(go, '');
    await agent.exited;
    const text = scene.hub.log(job.id);
    expect(text).toContain('echo first\nfirst\n');
    expect(text).toMatch(/echo last\nlast\n/);
    expect(scene.hub.logEvents(job.id).at(-1)?.event).toBe('job_finished');
  });

  check('a log that is full does not keep a job from passing', async (program) => {
    const scene = await Scene.open(program);
    const job = scene.add(['seq 10000'], { maxLogBytes: 1000 });
    await expect(scene.start(single).exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('passed');
  });

  check('carries on through a hub that fails for a while, and runs its job once', async (program) => {
    const scene = await Scene.open(program);
    scene.hub.setFaults([
      { kind: 'status', status: 503, calls: ['register', 'job'], times: 2 },
      { kind: 'reset', calls: ['sync'], times: 2 },
      { kind: 'away', calls: ['disconnect'], times: 1 },
      { kind: 'invalid-json', calls: ['log'], times: 1 },
    ]);
    const agent = scene.start(single);
    const runs = agent.path('runs');
    const job = scene.add([`echo run >> ${runs}`]);
    await expect(agent.exited).resolves.toBe(0);
    expect(scene.hub.job(job.id).result).toBe('passed');
    expect(readFileSync(runs, 'utf8')).toBe('run\n');
    expect(scene.hub.faults).toEqual([]);
    expect(agent.hookReasons).toEqual(['JOB_FINISHED']);
  });

  check('hooks run before and after the job, and one that is sourced changes its environment', async (program) => {
    const scene = await Scene.open(program);
    const job = scene.add(['echo "job: $FROM_HOOK"']);
    const hooks = mkdtempSync(join(directory, 'hooks-'));
    writeFileSync(join(hooks, 'before'), 'export FROM_HOOK=set-by-hook\n');
    writeFileSync(join(hooks, 'after'), 'echo after the job\n');
    const paths = { 'pre-job-hook-path': join(hooks, 'before'), 'post-job-hook-path': join(hooks, 'after') };
    await scene.start({ ...single, ...paths, 'source-pre-job-hook': true }).exited;
    expect(scene.hub.log(job.id)).toMatch(/job: set-by-hook\n[\s\S]*after the job\n/);
  });

  check('a pre-job hook that fails only fails the job if told so', async (program) => {
    const scene = await Scene.open(program);
    const hook = join(mkdtempSync(join(directory, 'hooks-')), 'before');
    writeFileSync(hook, 'exit 1\n');
    const settings = { ...single, 'pre-job-hook-path': hook };
    const lenient = scene.add(['true']);
    await scene.start(settings).exited;
    expect(scene.hub.job(lenient.id).result).toBe('passed');
    const strict = scene.add(['true']);
    await scene.start({ ...settings, 'fail-on-pre-job-hook-error': true }).exited;
    expect(scene.hub.job(strict.id).result).toBe('failed');
  });

  check('a flag wins over the environment, which wins over the file', async (program) => {
    const scene = await Scene.open(program);
    const env = { SEMAPHORE_AGENT_NAME: 'from-environment', SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT: '77' };
    const settings = { name: 'from-the-file', 'disconnect-after-idle-timeout': 66, 'interruption-grace-period': 55 };
    scene.start(settings, { env, args: ['--name', 'from-a-flag'] });
    await scene.registered();
    const [agent] = scene.hub.agents();
    expect(agent?.name).toBe('from-a-flag');
    expect(agent?.registration).toMatchObject({ idle_timeout: 77, interruption_grace_period: 55, single_job: false });
  });

  run.each([
    ['an unknown key', { 'idle-timeout': 5 }],
    ['a variable with a second =', { 'env-vars': ['A=b=c'] }],
    ['a negative idle time-out', { 'disconnect-after-idle-timeout': -1 }],
    ['a name that is too short', { name: 'short' }],
    ['no token', { token: '' }],
    ['no endpoint', { endpoint: '' }],
    ['a wrong choice', { 'upload-job-logs': 'sometimes' }],
    ['a job id without leaving after it', { 'job-id': 'x' }],
  ])('%s is fatal at start', async (_, settings) => {
    const scene = await Scene.open(await find());
    const agent = scene.start(settings);
    await expect(agent.exited).resolves.toBe(1);
    expect(agent.hookReasons).toEqual([]);
    expect(scene.events).toEqual([]);
  });
});

(real ? test : test.skip)('the stand-in says on the wire what the real agent says', async () => {
  const [said, expected] = await Promise.all([await standIn(), real ?? (await standIn())].map(exchangesOf));
  expect(said).toEqual(expected);
});

/** What an agent says in a life with one job: each kind of call once, and the log's events together. */
async function exchangesOf(program: AgentProgram): Promise<unknown> {
  const scene = await Scene.open(program);
  const proxy = await RecordingProxy.start(scene.hub.url);
  const commands = ['echo hello', { directive: 'cd /', alias: 'go home' }, 'false'];
  scene.add(commands, { files: [{ path: 'a', content: 'b' }], epilogueAlways: ['true'] });
  await scene.start({ 'disconnect-after-job': true }, { url: proxy.url }).exited;
  proxy.stop();
  const calls = new Map<string, Omit<Exchange, 'body'>>();
  const bodies = new Map<string, Exchange['body']>();
  const events: string[] = [];
  for (const { call, status, headers, body } of proxy.exchanges) {
    calls.set(call, { call, status, headers });
    if (call.includes('/logs/')) events.push(...Object.values(body));
    else bodies.set(call, body);
  }
  const order = [...calls.keys()].sort();
  // How output is cut into events is up to each agent; which commands there are is not.
  const steps = events.filter((event, index) => event !== events[index - 1]);
  return { order, calls: order.map((call) => calls.get(call)), bodies: order.map((call) => bodies.get(call)), steps };
}

/** A command that writes its process id and sleeps in the foreground. */
function sleeping(pidFile: string): string {
  return `bash -c 'echo $$ > ${pidFile}; exec sleep 1000'`;
}

function pidIn(file: string): Promise<number> {
  return until('the job to start', () => existsSync(file) && Number(readFileSync(file, 'utf8')));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

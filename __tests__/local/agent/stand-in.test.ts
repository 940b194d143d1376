import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentProgram, agentProgram, realAgent, standInAgent } from '../../../local/agent-program';
import { type Hub, startHub } from '../../../local/semaphore/hub';
import { AgentUnderTest, removeAgents } from './agent-under-test';
import { until } from './until';

const token = 'secret-registration-token';
let directory: string;
let program: AgentProgram;
let hub: Hub;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'stand-in-'));
  program = await standInAgent(directory);
});

beforeEach(async () => {
  hub = await startHub({ speed: 20, agentTypes: [{ name: 's1-linux', token }] });
});

afterEach(async () => {
  await removeAgents();
  await hub.stop();
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('without a successful sync for ten minutes it disconnects, tells its hook and exits 1', async () => {
  // Ten minutes at this speed are three seconds.
  const agent = new AgentUnderTest({ program, url: hub.url, token, speed: 200 });
  await until('the agent', () => hub.agents()[0]?.state === 'waiting-for-jobs');
  hub.setFaults([{ kind: 'status', status: 500, calls: ['sync'] }]);
  await expect(agent.exited).resolves.toBe(1);
  expect(agent.hookReasons).toEqual(['UNABLE_TO_SYNC']);
  expect(hub.agents()).toEqual([]);
});

test('an outage shorter than that is survived', async () => {
  new AgentUnderTest({ program, url: hub.url, token });
  await until('the agent', () => hub.agents()[0]?.state === 'waiting-for-jobs');
  hub.setFaults([{ kind: 'away', times: 3 }]);
  await until('the end of the outage', () => hub.faults.length === 0);
  const job = hub.addJob({ agentType: 's1-linux', commands: ['true'] });
  await until('the job', () => hub.job(job.id).result === 'passed');
});

test('what a job leaves in the background ends with it', async () => {
  const agent = new AgentUnderTest({ program, url: hub.url, token, settings: { 'disconnect-after-job': true } });
  const job = hub.addJob({ agentType: 's1-linux', commands: [`sleep 1000 & echo $! > ${agent.path('pid')}`] });
  await expect(agent.exited).resolves.toBe(0);
  expect(hub.job(job.id).result).toBe('passed');
  const pid = Number(readFileSync(agent.path('pid'), 'utf8'));
  await until('the end of the sleep', () => !isAlive(pid));
});

test('a lot of output, without line end, in any alphabet, arrives whole and in order', async () => {
  new AgentUnderTest({ program, url: hub.url, token, settings: { 'disconnect-after-job': true } });
  const commands = ['seq 1 30000', `for i in $(seq 500); do printf 'žluťoučký 🐎 %s ' $i; done`, 'echo end >&2'];
  const job = hub.addJob({ agentType: 's1-linux', commands });
  await until('the job', () => hub.job(job.id).result === 'passed');
  const outputs = hub.logEvents(job.id).map(({ event, output }) => (event === 'cmd_output' ? output : ''));
  const text = outputs.join('').replace(/^Exporting .*\n/gm, '');
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index + 1}\n`).join('');
  const words = Array.from({ length: 500 }, (_, index) => `žluťoučký 🐎 ${index + 1} `).join('');
  expect(text).toBe(`${lines}${words}end\n`);
});

test('the token is neither in its log nor in its process title', async () => {
  const agent = new AgentUnderTest({ program, url: hub.url, token: 'x', args: ['--token', token] });
  await until('the agent', () => hub.agents()[0]?.state === 'waiting-for-jobs');
  expect(readFileSync(`/proc/${agent.pid}/cmdline`, 'utf8')).not.toContain(token);
  expect(agent.output).not.toContain(token);
});

test('settings may be JSON, and lists may come from flags and the environment', async () => {
  const file = join(directory, 'settings.json');
  const settings = { endpoint: new URL(hub.url).host, token, 'no-https': true, 'env-vars': ['A=1'], name: null };
  writeFileSync(file, JSON.stringify(settings));
  const commands = ['echo "$A-$B-$C"'];
  const first = hub.addJob({ agentType: 's1-linux', commands });
  const single = ['--disconnect-after-job', '--config-file', file];
  const flags = ['--env-vars', 'A=2,B=3', '--env-vars=C=4'];
  await new AgentUnderTest({ program, url: hub.url, token, args: [...single, ...flags] }).exited;
  expect(hub.log(first.id)).toContain('2-3-4\n');
  const second = hub.addJob({ agentType: 's1-linux', commands });
  const env = { SEMAPHORE_AGENT_ENV_VARS: 'B=5 C=6' };
  await new AgentUnderTest({ program, url: hub.url, token, args: single, env }).exited;
  expect(hub.log(second.id)).toContain('-5-6\n');
});

test('it prints its version and, for anything else, how it is used', () => {
  const run = (argument: string) => execFileSync(program.command, [argument], { stdio: 'pipe' });
  expect(run('--version').toString()).toMatch(/^v2\.4\.0/);
  expect(() => run('dance')).toThrow(/semaphore-agent start/);
});

describe('which agent is used', () => {
  test('the one that the setting names, then one on PATH, then the stand-in', async () => {
    const real = join(directory, 'semaphore-agent');
    writeFileSync(real, '#!/bin/sh\n', { mode: 0o755 });
    expect(realAgent({ AGENT_FLEET_AGENT: real, PATH: '' })?.command).toBe(real);
    expect(realAgent({ AGENT_FLEET_AGENT: 'semaphore-agent', PATH: directory })?.command).toBe(real);
    expect(realAgent({ PATH: `/nowhere:${directory}` })?.command).toBe(real);
    expect(realAgent({ PATH: '/nowhere' })).toBeUndefined();
    await expect(agentProgram({ env: { PATH: '/nowhere' }, directory })).resolves.toMatchObject({ isStandIn: true });
  });

  test('a setting that names no program is an error that says so', () => {
    expect(() => realAgent({ AGENT_FLEET_AGENT: '/nowhere/agent' })).toThrow('AGENT_FLEET_AGENT is /nowhere/agent');
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

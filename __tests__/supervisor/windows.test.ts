import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentProcess, type AgentSetting } from '../../supervisor/agent-process';
import { lineWriter } from '../../supervisor/log-file';
import { jobsOf } from '../../supervisor/process-tree';
import { isOfEarlierBoot } from '../../supervisor/run-state';
import { eventually } from '../local/eventually';
import { agentConfigurationOf } from './agent-configuration-of';

let folder: string;
let agent: AgentProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'windows-'));
});
afterEach(async () => {
  agent?.kill();
  await agent?.ended;
  agent = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly program: string;
  readonly args: readonly string[];
  /** Content of the settings file at that moment. */
  readonly settings: string | undefined;
}

/** An agent as Windows has it, as far as a script can play it; `answer` is what Windows' own programs do. */
async function start(script: string, answer: (program: string) => Promise<void> = async () => {}) {
  const program = join(folder, 'agent');
  writeFileSync(program, `#!/bin/bash\nsettings=$(cat "$3")\n${script}\n`);
  chmodSync(program, 0o755);
  const settingsPath = join(folder, 'run', 'i-1-abcd', 'config.json');
  const ran: Ran[] = [];
  const setting: AgentSetting = {
    program,
    runFolder: join(folder, 'run'),
    agentsFolder: join(folder, 'agents'),
    skeleton: join(folder, 'skeleton'),
    hooksFolder: join(folder, 'hooks'),
    configuration: agentConfigurationOf(),
    env: { PATH: process.env['PATH'] },
    platform: 'win32',
    user: undefined,
    speed: 10,
    run: async (command, args) => {
      const settings = existsSync(settingsPath) ? readFileSync(settingsPath, 'utf8') : undefined;
      ran.push({ program: command, args, settings });
      await answer(command);
    },
  };
  mkdirSync(setting.runFolder);
  mkdirSync(setting.agentsFolder);
  let onRegistered = () => {};
  const registered = new Promise<void>((resolve) => {
    onRegistered = resolve;
  });
  const logPath = join(folder, 'log', 'agent-0.log');
  const names = { folderName: 'i-1-abcd', name: 'i-1-abcd', knownHosts: undefined };
  agent = await AgentProcess.start(setting, { ...names, token: 'secret-token', logPath, onRegistered });
  return { agent, ran, registered, settingsPath };
}

const waits = 'while sleep 0.05; do :; done';
const registers = 'echo "Starting to poll for jobs"';

test('only SYSTEM and administrators may read the settings of an agent, from before the token is in them', async () => {
  const { ran } = await start(waits);
  expect(ran).toEqual([
    {
      program: 'icacls',
      args: [expect.stringMatching(/config\.json$/), '/inheritance:r', '/grant:r', '*S-1-5-18:F', '*S-1-5-32-544:F'],
      settings: '',
    },
  ]);
});

test('settings are not written where nothing keeps other users from them', async () => {
  const refused = () => Promise.reject(new Error('icacls failed'));
  await expect(start(waits, refused)).rejects.toThrow('icacls failed');
  expect(readFileSync(join(folder, 'run', 'i-1-abcd', 'config.json'), 'utf8')).toBe('');
});

test('the settings are gone when the agent has registered, and when it has ended without', async () => {
  const one = await start(`${registers}; ${waits}`);
  await one.registered;
  expect(existsSync(one.settingsPath)).toBe(false);
  one.agent.kill();
  await one.agent.ended;
  rmSync(join(folder, 'run'), { recursive: true });
  rmSync(join(folder, 'agents'), { recursive: true });
  const other = await start('exit 1');
  await other.agent.ended;
  expect(existsSync(other.settingsPath)).toBe(false);
});

test('an agent is asked to end by Ctrl+Break in its own group, and ends by itself', async () => {
  const told = join(folder, 'told');
  const script = [
    registers,
    `until [ -e ${told} ]; do sleep 0.05; done`,
    'echo "Termination signal received"; echo "SYNC request (state: waiting-for-jobs)"; echo "SYNC response (action: continue)"',
    // Long enough to be ended, if that were to be.
    'sleep 0.5',
    'echo "Agent shutdown requested by Semaphore due to: interrupted"',
  ].join('; ');
  const tells = async (program: string) => {
    if (program === 'powershell.exe') writeFileSync(told, '');
  };
  const { agent: idle, ran, registered } = await start(script, tells);
  await registered;
  idle.interrupt();
  await eventually(() => existsSync(told), Boolean);
  const text = String(ran.at(-1)?.args.at(-1));
  expect(text).toContain(`'ParentProcessId=${idle.record.pid}'`);
  expect(text).toContain(`GenerateConsoleCtrlEvent(1, ${idle.record.pid})`);
  expect(await idle.ended).toEqual({ reason: 'INTERRUPTED', failure: undefined });
});

test.each([
  ['cannot be asked', true],
  ['does not say that it was asked', false],
])('an agent that %s is ended when it has no job, and not before', async (_name, fails) => {
  const busy = [
    'echo "SYNC request (state: running-job, job: 1)"; echo "SYNC response (action: continue)"',
    // Idle when it asked, and given a job by the answer.
    'echo "SYNC request (state: finished-job, job: 1)"; echo "SYNC request (state: waiting-for-jobs)"',
    'echo "SYNC response (action: run-job, job: 2)"',
  ].join('; ');
  const idle = 'echo "SYNC request (state: finished-job, job: 2)"; echo "SYNC response (action: wait-for-jobs)"';
  const end = join(folder, 'end');
  const script = `${registers}; ${busy}; until [ -e ${end} ]; do sleep 0.05; done; touch ${end}ed; ${idle}; ${waits}`;
  const refuses = async (program: string) => {
    if (fails && program === 'powershell.exe') throw new Error('ended with 1');
  };
  const { agent: told, registered } = await start(script, refuses);
  await registered;
  told.interrupt();
  writeFileSync(end, '');
  await told.ended;
  expect(existsSync(`${end}ed`)).toBe(true);
});

test('jobs are what the child of an agent has started, and never what an earlier process of its id has left', () => {
  const all = [
    { pid: 10, parent: 4, group: 0, start: 100 },
    { pid: 11, parent: 10, group: 0, start: 101 },
    { pid: 12, parent: 11, group: 0, start: 102 },
    { pid: 13, parent: 12, group: 0, start: 103 },
    { pid: 20, parent: 11, group: 0, start: 50 },
    { pid: 21, parent: 10, group: 0, start: 60 },
  ];
  expect(jobsOf(10, all, 'win32').map(({ pid }) => pid)).toEqual([12, 13]);
});

test('what a supervisor left before the machine was started again is of no use on Windows', () => {
  const state = { startedAt: 1000 };
  expect(isOfEarlierBoot(state, 'win32', 1001)).toBe(true);
  expect(isOfEarlierBoot(state, 'win32', 999)).toBe(false);
  // Its clock may have been set, and its run folder is in memory.
  expect(isOfEarlierBoot(state, 'linux', 1001)).toBe(false);
});

test('the supervisor writes its log itself where it is told to, and goes on when it cannot', () => {
  const path = join(folder, 'supervisor.log');
  const write = lineWriter(path);
  write('one');
  write('two');
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  rmSync(folder, { recursive: true });
  write('three');
});

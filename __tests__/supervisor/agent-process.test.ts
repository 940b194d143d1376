import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AgentProcess, type AgentSetting } from '../../supervisor/agent-process';
import { AgentUser } from '../../supervisor/agent-user';
import { isAlive, startOf } from '../../supervisor/process-tree';
import { eventually } from '../local/eventually';
import { agentConfigurationOf } from './agent-configuration-of';

const isRoot = process.getuid?.() === 0;
let folder: string;
const running: AgentProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-process-'));
  chmodSync(folder, 0o711);
});
afterEach(async () => {
  for (const agent of running.splice(0)) {
    agent.kill();
    await agent.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A program that reads its settings as an agent does, then runs `script`; it ends when `end` is there. */
function setting(script: string, more: Partial<AgentSetting> = {}): AgentSetting {
  const program = join(folder, 'agent');
  writeFileSync(program, `#!/bin/bash\nsettings=$(cat "$3")\necho "Starting Agent"\n${script}\n`, { mode: 0o755 });
  chmodSync(program, 0o755);
  const folders = { runFolder: join(folder, 'run'), agentsFolder: join(folder, 'agents') };
  for (const path of Object.values(folders)) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o711);
  }
  return {
    ...folders,
    program,
    skeleton: join(folder, 'skeleton'),
    hooksFolder: join(folder, 'hooks'),
    configuration: agentConfigurationOf(),
    env: { PATH: process.env['PATH'], AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    platform: process.platform,
    user: undefined,
    speed: undefined,
    ...more,
  };
}

async function start(agentSetting: AgentSetting, onRegistered = () => {}) {
  const agent = await AgentProcess.start(agentSetting, {
    folderName: 'i-1-abcd',
    name: 'i-1-abcd',
    token: 'secret-token',
    knownHosts: 'github.com ssh-ed25519 AAAA\n',
    logPath: join(folder, 'log', 'agent-0.log'),
    onRegistered,
  });
  running.push(agent);
  return agent;
}

const registers = 'echo "Starting to poll for jobs"';
const waits = 'while sleep 0.05; do :; done';
const place = (...names: string[]) => join(folder, ...names);
const mode = (path: string) => statSync(path).mode & 0o777;

test('the agent reads its token once, from nothing that a file system keeps', async () => {
  const registered = new Promise<void>((resolve) => {
    const script = `echo "$settings" > "$HOME/seen"; ${registers}; ${waits}`;
    void start(setting(script), resolve);
  });
  await registered;
  expect(JSON.parse(readFileSync(place('agents', 'i-1-abcd', 'home', 'seen'), 'utf8'))).toMatchObject({
    token: 'secret-token',
    name: 'i-1-abcd',
  });
  expect(existsSync(place('run', 'i-1-abcd', 'config.json'))).toBe(false);
});

test('HOME and known hosts are for the agent alone, and begin with what is installed', async () => {
  mkdirSync(place('skeleton', '.toolbox'), { recursive: true });
  writeFileSync(place('skeleton', '.bash_profile'), 'source ~/.toolbox/toolbox\n');
  await start(setting(waits));
  const home = place('agents', 'i-1-abcd', 'home');
  expect([mode(home), mode(join(home, '.ssh')), mode(join(home, '.ssh', 'known_hosts'))]).toEqual([
    0o700, 0o700, 0o600,
  ]);
  expect(readFileSync(join(home, '.bash_profile'), 'utf8')).toContain('toolbox');
  expect(existsSync(join(home, '.toolbox'))).toBe(true);
});

test("jobs get HOME, TMPDIR and variables, and nothing of the supervisor's own", async () => {
  const configuration = agentConfigurationOf({ env: { FLAGS: '--a=b' } });
  await start(setting(`env > "$HOME/env"; ${waits}`, { configuration }));
  const path = place('agents', 'i-1-abcd', 'home', 'env');
  const text = await eventually(() => (existsSync(path) ? readFileSync(path, 'utf8') : ''), Boolean);
  expect(text).toContain(`HOME=${place('agents', 'i-1-abcd', 'home')}\n`);
  expect(text).toContain(`TMPDIR=${place('agents', 'i-1-abcd', 'tmp')}\n`);
  expect(text).toContain('FLAGS=--a=b\n');
  expect(text).not.toMatch(/AWS_|AGENT_FLEET_/);
});

test('an agent is at work from the sync that says so until the next that does not', async () => {
  const log = (state: string) => `echo "SYNC request (state: ${state}, job: 1)"`;
  const step = (name: string) => `until [ -e "$HOME/${name}" ]; do sleep 0.05; done`;
  const script = [log('waiting-for-jobs'), step('job'), log('running-job'), step('done'), log('finished-job'), waits];
  const agent = await start(setting(script.join('\n')));
  const isAtWork = () => agent.isAtWork();
  expect(await isAtWork()).toBe(false);
  for (const [name, expected] of [
    ['job', true],
    ['done', false],
  ] as const) {
    writeFileSync(place('agents', 'i-1-abcd', 'home', name), '');
    expect(await eventually(isAtWork, (is) => is === expected)).toBe(expected);
  }
  agent.kill();
  await agent.ended;
  expect(await isAtWork()).toBe(false);
});

test.each([
  ['quota-reached', '[Register] attempt [1] failed with [register request to x got HTTP 422: no] - retrying in 1s'],
  ['unreachable', '[Register] attempt [1] failed with [dial tcp: refused] - retrying in 1s'],
  ['crashed', 'Unrecognized option'],
] as const)('an agent that ends unregistered says why: %s', async (failure, line) => {
  const { ended } = await start(setting(`echo "${line}"`));
  expect(await ended).toEqual({ reason: undefined, failure });
});

test.each([
  ['token-refused', 404],
  ['name-taken', 400],
] as const)('an agent that asks in vain is ended at once: %s', async (failure, status) => {
  const line = `[Register] attempt [1] failed with [register request to x got HTTP ${status}: no] - retrying in 1s`;
  const { ended } = await start(setting(`echo "${line}"; ${waits}`));
  expect(await ended).toEqual({ reason: undefined, failure });
});

test("the hook tells why the agent ended, and runs the user's own", async () => {
  mkdirSync(place('hooks'));
  writeFileSync(place('hooks', 'shutdown'), `echo "$SEMAPHORE_AGENT_SHUTDOWN_REASON" > ${place('told')}\n`);
  const hook = `bash "$(echo "$settings" | grep -o '[^"]*/shutdown"' | tr -d '"')"`;
  const { ended } = await start(
    setting(`${registers}\nexport SEMAPHORE_AGENT_SHUTDOWN_REASON=UNABLE_TO_SYNC\n${hook}`),
  );
  expect(await ended).toEqual({ reason: 'UNABLE_TO_SYNC', failure: undefined });
  expect(readFileSync(place('told'), 'utf8')).toBe('UNABLE_TO_SYNC\n');
});

test('an agent whose hook hangs is ended', async () => {
  mkdirSync(place('hooks'));
  writeFileSync(place('hooks', 'shutdown'), 'sleep 1000\n');
  const hook = `bash "$(echo "$settings" | grep -o '[^"]*/shutdown"' | tr -d '"')"`;
  const script = `${registers}\nexport SEMAPHORE_AGENT_SHUTDOWN_REASON=REQUESTED\n${hook}`;
  const agent = await start(setting(script));
  const said = place('run', 'i-1-abcd', 'said', 'reason');
  await eventually(() => existsSync(said) && readFileSync(said, 'utf8'), Boolean);
  await agent.endIfLate(0);
  await agent.endIfLate(300_000);
  expect(isAlive(agent.record.pid)).toBe(true);
  await agent.endIfLate(300_001);
  expect(await agent.ended).toEqual({ reason: 'REQUESTED', failure: undefined });
});

test('no job can make its agent look idle: the log that only the agent writes decides', async () => {
  const forge = `printf IDLE > ${place('run', 'i-1-abcd', 'said', 'reason')}`;
  const said = 'echo "Agent shutdown requested by Semaphore due to: job-finished"';
  const finished = await start(setting(`${registers}\n${forge}\n${said}`));
  expect(await finished.ended).toEqual({ reason: 'JOB_FINISHED', failure: undefined });
});

test('what an agent leaves in its process group ends with it', async () => {
  const pidFile = place('pid');
  const { ended } = await start(setting(`${registers}\nsleep 1000 & echo $! > ${pidFile}`));
  await ended;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  await eventually(
    () => isAlive(pid),
    (alive) => !alive,
  );
});

test('jobs can be stopped without their agent', async () => {
  const pidFile = place('pid');
  const agent = await start(setting(`${registers}\nsetsid sleep 1000 & echo $! > ${pidFile}; ${waits}`));
  const pid = await eventually(() => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) : 0), Boolean);
  // setsid becomes a group of its own when it has started.
  await eventually(
    () => {
      agent.stopJobs();
      return isAlive(pid);
    },
    (alive) => !alive,
  );
  expect(isAlive(agent.record.pid)).toBe(true);
});

test('an agent is found again by a later supervisor, which learns how it ends', async () => {
  const agentSetting = setting(`${registers}; until [ -e ${place('end')} ]; do sleep 0.05; done`);
  const first = await new Promise<AgentProcess>((resolve) => {
    const starting = start(agentSetting, () => void starting.then(resolve));
  });
  const second = await new Promise<AgentProcess>((resolve) => {
    const adopted = AgentProcess.adopt(agentSetting, first.record, () => resolve(adopted));
  });
  writeFileSync(place('end'), '');
  expect(await second.ended).toEqual({ reason: undefined, failure: undefined });
});

test('an agent that is known to be registered is not asked for it again: its log may have been begun anew', async () => {
  const agentSetting = setting(`${registers}; until [ -e ${place('end')} ]; do sleep 0.05; done`);
  const first = await new Promise<AgentProcess>((resolve) => {
    const starting = start(agentSetting, () => void starting.then(resolve));
  });
  writeFileSync(first.record.logPath, '');
  const second = AgentProcess.adopt(agentSetting, first.record, undefined);
  writeFileSync(place('end'), '');
  expect(await second.ended).toEqual({ reason: undefined, failure: undefined });
});

test('a process that only has the id of an agent is not taken for it', async () => {
  const first = await start(setting(waits));
  const record = { ...first.record, start: `${startOf(process.pid)}0` };
  const adopted = AgentProcess.adopt(setting(waits), record, () => {});
  expect(await adopted.ended).toEqual({ reason: undefined, failure: 'crashed' });
});

/** Whether other users get through `folder`: on some machines temporary files are in a folder of each user's own. */
function isOpen(folder: string): boolean {
  return mode(folder) % 2 === 1 && (folder === dirname(folder) || isOpen(dirname(folder)));
}

(isRoot && process.platform === 'linux' && isOpen(dirname(tmpdir())) ? test : test.skip)(
  'the agent runs as its own user, with the groups of that user',
  async () => {
    // That user has to get to its folders.
    chmodSync(tmpdir(), 0o711);
    mkdirSync(place('skeleton', '.config'), { recursive: true });
    writeFileSync(place('skeleton', '.config', 'file'), '');
    const user = AgentUser.find('nobody');
    const agentSetting = setting(`id > "$HOME/id"; echo "$settings" > "$HOME/seen"; ${waits}`, { user });
    await start(agentSetting);
    const home = place('agents', 'i-1-abcd', 'home');
    const seen = await eventually(
      () => (existsSync(join(home, 'seen')) ? readFileSync(join(home, 'id'), 'utf8') : ''),
      Boolean,
    );
    expect(seen).toMatch(/^uid=\d+\(nobody\) gid=\d+\((nogroup|nobody)\) groups=/);
    for (const path of [
      home,
      join(home, '.ssh'),
      join(home, '.ssh', 'known_hosts'),
      place('agents', 'i-1-abcd', 'tmp'),
    ]) {
      expect(statSync(path).uid).toBe(user?.uid);
    }
    expect(statSync(join(home, '.config', 'file')).uid).toBe(user?.uid);
    // Its hook is not its own to change, and its log not to read.
    expect(statSync(place('run', 'i-1-abcd', 'shutdown')).uid).toBe(0);
    expect([statSync(place('log', 'agent-0.log')).uid, mode(place('log', 'agent-0.log')) & 0o007]).toEqual([0, 0]);
  },
);

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentProgram } from '../../local/agent-program';
import { type Emulator, startEmulator } from '../../local/emulator';
import { Machines } from '../../local/machines';
import { type Hub, startHub } from '../../local/semaphore/hub';
import { bundleSupervisor } from '../../local/supervisor-bundle';
import { isAlive } from '../../supervisor/process-tree';
import { DeployedGroup } from './deployed-group';
import { eventually } from './eventually';

const speed = 20;
const names = ['busy', 'idle', 'at-min', 'draining', 'broken', 'pulled', 'spot', 'pair'] as const;
const tokens = Object.fromEntries(names.map((name) => [name, `token-of-${name}`]));

let folder: string;
let emulator: Emulator;
let hub: Hub;
let machines: Machines;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-fleet-machines-test-'));
  const agentTypes = names.map((name) => ({ name, token: `token-of-${name}` }));
  [emulator, hub] = await Promise.all([startEmulator({ speed }), startHub({ speed, agentTypes })]);
  machines = new Machines({
    supervisor: await bundleSupervisor(folder),
    // The real one where there is one: AGENT_FLEET_AGENT names it.
    agent: await agentProgram({ directory: folder }),
    folder: join(folder, 'machines'),
    emulatorUrl: emulator.url,
    speed,
  });
});

afterAll(async () => {
  await machines?.stop();
  await Promise.all([emulator?.stop(), hub?.stop()]);
  await rm(folder, { recursive: true, force: true });
});

function deploy(name: string, options: Partial<Parameters<typeof DeployedGroup.create>[1]> = {}) {
  const wanted = { wanted: 0, spare: 0, min: options.min ?? 0, max: 5 };
  return DeployedGroup.create(emulator, { name, hub, token: tokens[name] ?? '', wanted, ...options });
}

async function inService(group: DeployedGroup): Promise<string> {
  const { ids } = await eventually(
    () => group.describe(),
    ({ states }) => states.includes('InService'),
  );
  return ids[0] ?? '';
}

function gone(group: DeployedGroup) {
  return eventually(
    () => group.describe(),
    ({ states }) => states.length === 0,
  );
}

test('an instance takes a job, then leaves and takes its place in the group along', async () => {
  const group = await deploy('busy');
  const job = hub.addJob({ agentType: 'busy', commands: ['echo "agent in $HOME"', 'cat ../../../run/*/config.json'] });
  await group.setDesired(1);
  const { desired } = await eventually(
    () => group.describe(),
    ({ states, desired: wanted }) => states.length === 0 && wanted === 0,
  );
  expect(desired).toBe(0);
  expect(hub.job(job.id)).toMatchObject({ state: 'finished', result: 'failed' });
  // The registration token was in that file until the agent had registered.
  expect(hub.log(job.id)).toContain('No such file or directory');
  expect(hub.log(job.id)).not.toContain('token-of-busy');
});

test('an idle instance leaves and takes its place along', async () => {
  const group = await deploy('idle', { configuration: { idleTimeoutSeconds: 60 } });
  const registered: string[] = [];
  hub.on((event) => {
    if (event.kind === 'agent' && event.agent.agentType === 'idle') registered.push(event.agent.name);
  });
  await group.setDesired(1);
  await eventually(
    () => group.describe(),
    ({ states, desired }) => states.length === 0 && desired === 0,
  );
  expect(new Set(registered).size).toBe(1);
});

test('an idle instance of a group at its minimum stays and gets a fresh agent', async () => {
  const group = await deploy('at-min', { min: 1, configuration: { idleTimeoutSeconds: 40 } });
  const id = await inService(group);
  const [first] = hub.agents('at-min');
  await eventually(
    () => hub.agents('at-min'),
    ([agent]) => agent !== undefined && agent.name !== first?.name,
  );
  expect((await group.describe()).ids).toEqual([id]);
});

test('a busy instance that the group no longer wants finishes its job first', async () => {
  const group = await deploy('draining');
  const job = hub.addJob({
    agentType: 'draining',
    commands: ['while ! [ -e stop ]; do sleep 0.1; done', 'echo finished'],
  });
  await group.setDesired(1);
  const id = await inService(group);
  await eventually(
    () => hub.job(job.id),
    ({ state }) => state === 'running',
  );
  await group.setDesired(0);
  await eventually(
    () => group.describe(),
    ({ states }) => states[0] === 'Terminating:Wait',
  );
  await eventually(
    () => hub.agents('draining'),
    ([agent]) => agent?.interruptedAt !== null,
  );
  expect(hub.job(job.id).state).toBe('running');
  const home = await homeOf(id);
  await rm(join(home, 'stop'), { force: true });
  await writeFile(join(home, 'stop'), '');
  await gone(group);
  expect(hub.job(job.id)).toMatchObject({ state: 'finished', result: 'passed' });
});

test('an instance whose agent is refused is replaced without ever being in service', async () => {
  const group = await deploy('broken', { token: 'of nobody' });
  await group.setDesired(1);
  const [first] = (
    await eventually(
      () => group.describe(),
      ({ ids }) => ids.length === 1,
    )
  ).ids;
  const replaced = await eventually(
    () => group.describe(),
    ({ ids }) => ids.length === 1 && ids[0] !== first,
  );
  expect(replaced.states).not.toContain('InService');
  await group.setDesired(0);
});

test('an instance that powers off is replaced, and nothing of it goes on running', async () => {
  const group = await deploy('pulled');
  const job = hub.addJob({ agentType: 'pulled', commands: ['echo $$ > pid', 'sleep 600'] });
  await group.setDesired(1);
  const id = await inService(group);
  await eventually(
    () => hub.job(job.id),
    ({ state }) => state === 'running',
  );
  const machine = machines.get(id);
  const leader = machine?.pid ?? 0;
  await machine?.kill();
  await eventually(
    () => group.describe(),
    ({ ids }) => !ids.includes(id),
  );
  expect(isAlive(leader)).toBe(false);
  expect(await readdir(join(folder, 'machines'))).not.toContain(id);
  await group.setDesired(0);
});

test('an instance in service has a registered agent whose token is nowhere, and loses both when EC2 takes it back', async () => {
  // An agent that would stay for good.
  const group = await deploy('spot', { configuration: { idleTimeoutSeconds: 0 } });
  await group.setDesired(1);
  const id = await inService(group);
  expect(hub.agents('spot')).toHaveLength(1);
  const disk = join(folder, 'machines', id);
  expect(await placesOf('token-of-spot', disk)).toEqual([]);
  // The look was worth something: what is no secret is found.
  expect(await placesOf(id, disk)).toEqual(expect.arrayContaining([expect.stringMatching(/^(cmdline|environ) /)]));
  const response = await fetch(`${emulator.url}/agent-fleet/instances/${id}/spot-interruption`, { method: 'POST' });
  expect(response.status).toBe(200);
  // Within the notice of two minutes.
  await eventually(
    () => hub.agents('spot'),
    (agents) => agents.length === 0,
  );
  await eventually(
    () => group.describe(),
    ({ ids }) => !ids.includes(id),
  );
  await group.setDesired(0);
});

test('an instance whose system shuts down has its two agents leave, and then the group', async () => {
  const group = await deploy('pair', { configuration: { agentsPerInstance: 2, disconnectAfterJob: false } });
  await group.setDesired(1);
  const id = await inService(group);
  const names = hub.agents('pair').map(({ name }) => name);
  expect(new Set(names).size).toBe(2);
  process.kill(machines.get(id)?.pid ?? 0, 'SIGTERM');
  expect((await gone(group)).desired).toBe(0);
  expect(hub.agents('pair')).toEqual([]);
});

/** Files below `disk`, and command lines and environments of all processes, that hold `text`. */
async function placesOf(text: string, disk: string): Promise<string[]> {
  const entries = await readdir(disk, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const places = [
    ...files.map((path) => ({ path, name: path })),
    ...pids.flatMap((pid) =>
      ['cmdline', 'environ'].map((name) => ({ path: `/proc/${pid}/${name}`, name: `${name} ${pid}` })),
    ),
  ];
  const found = await Promise.all(
    places.map(async ({ path, name }) => {
      const content = await readFile(path, 'latin1').catch(() => '');
      return content.includes(text) ? [name] : [];
    }),
  );
  return found.flat();
}

async function homeOf(instanceId: string): Promise<string> {
  const root = join(folder, 'machines', instanceId, 'agents');
  const agent = (await readdir(root)).find((name) => name.startsWith(`${instanceId}-`));
  return join(root, agent ?? '', 'home');
}

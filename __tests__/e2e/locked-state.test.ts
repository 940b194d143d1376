import { once } from 'node:events';
import { hostname, userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { eventually } from '../local/eventually';
import { FleetSite } from './fleet-site';

jest.setTimeout(1_200_000);

const names = ['s1-held', 's1-killed'] as const;
let site: FleetSite;
let held: Awaited<ReturnType<typeof heldScenario>>;
let killed: Awaited<ReturnType<typeof killedScenario>>;

beforeAll(async () => {
  site = await FleetSite.open();
  for (const name of names) await site.putToken(`/agents/${name}`, 'value');
  await site.synthesize(Object.fromEntries(names.map((name) => [name, { token: { parameter: `/agents/${name}` } }])));
  // Most of it is waiting for AWS: the two overlap.
  [held, killed] = await Promise.all([heldScenario(), killedScenario()]);
});

afterAll(() => site?.close());

/** A second deploy comes while the first is at work. */
async function heldScenario() {
  const project = await site.project('s1-held');
  const first = project.apply();
  await eventually(
    () => site.lock('s1-held'),
    (lock) => lock !== '',
    600,
  );
  const second = await project.attempt('apply', '-auto-approve');
  await first;
  return { second, lock: await site.lock('s1-held'), changes: await project.changes() };
}

/** A deploy and all its processes are killed right after the group was made; then there is another. */
async function killedScenario() {
  const project = await site.project('s1-killed', 'killed');
  const killed = { accessKey: 'killed', count: 1 };
  // Terraform stores the state in the bucket every 20 s, when a resource is made; what it makes after that is lost to the
  // state when it is killed. The group is made after that time, and what follows it not before the kill.
  await site.fault({ ...killed, service: 'autoscaling', action: 'CreateAutoScalingGroup', delaySeconds: 24 });
  const child = project.startApply();
  const ended = once(child, 'exit');
  await firstLine(child.stdout, /aws_autoscaling_group.*Still creating.*20s elapsed/);
  await site.fault({ ...killed, service: 'lambda', action: 'CreateFunction', hold: true, drop: true });
  await eventually(
    () => site.state('s1-killed'),
    (state) => state.includes('"aws_autoscaling_group"'),
    600,
  );
  if (child.pid) process.kill(-child.pid, 'SIGKILL');
  await ended;
  await site.clearFaults();
  const refused = await project.attempt('apply', '-auto-approve');
  const id = /^ +ID: +(\S+)$/m.exec(refused.output)?.[1] ?? '';
  await project.run('force-unlock', '-force', id);
  return { refused, repairing: await project.apply(), changes: await project.changes() };
}

/** Reads until a line matches, and lets the rest go by. */
async function firstLine(stream: Readable | null, pattern: RegExp): Promise<void> {
  if (stream === null) throw new Error('no output');
  const lines = createInterface({ input: stream });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => pattern.test(line) && resolve());
    lines.once('close', () => reject(new Error(`ended without ${pattern}`)));
  });
}

const owner = `${userInfo().username}@${hostname()}`;

test('a second deploy is refused while the first holds the lock, and told who holds it', () => {
  expect(held.second.exitCode).toBe(1);
  expect(held.second.output).toContain('Error acquiring the state lock');
  expect(held.second.output).toMatch(new RegExp(`Who: +${owner}`));
  expect(held.second.output).toMatch(/Operation: +OperationTypeApply/);
});

test('the refused deploy leaves state and lock as they were', () => {
  expect(held.changes).toEqual([]);
  expect(held.lock).toBe('');
});

test('a deploy after one that was killed is told of the lock that it left', () => {
  expect(killed.refused.exitCode).toBe(1);
  expect(killed.refused.output).toMatch(new RegExp(`Who: +${owner}`));
});

test('once unlocked, the next deploy makes what the killed one did not come to', () => {
  expect(killed.repairing).toContainEqual(expect.stringMatching(/^create aws_lambda_function\.scaler/));
  expect(killed.repairing).not.toContainEqual(expect.stringMatching(/ aws_autoscaling_group\./));
  expect(killed.changes).toEqual([]);
});

test('what two deploys at once left behind can be destroyed without a trace', async () => {
  const projects = await Promise.all(names.map((name) => site.project(name)));
  await Promise.all(projects.map((project) => project.destroy()));
  expect(await site.leftOver()).toEqual({
    bucket: ['acme-agent-fleet-state'],
    key: [expect.any(String)],
    parameter: ['/agents/s1-held', '/agents/s1-killed'],
  });
});

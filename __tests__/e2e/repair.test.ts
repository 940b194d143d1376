import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { terraformEnvironment } from '../../local/terraform-cli-config';
import { eventually } from '../local/eventually';
import { FleetSite } from './fleet-site';

jest.setTimeout(1_200_000);

const names = ['s1-killed', 's1-foreign'] as const;
const program = join(__dirname, '..', '..', 'bin', 'fleet.cjs');
const repairs = z.array(
  z.object({ adopted: z.array(z.string()), created: z.array(z.string()), updated: z.array(z.string()) }),
);
let site: FleetSite;
let killed: Awaited<ReturnType<typeof killedScenario>>;
let foreign: Awaited<ReturnType<typeof repair>>;

beforeAll(async () => {
  site = await FleetSite.open();
  for (const name of names) await site.putToken(`/agents/${name}`, 'value');
  await site.putToken('/agent-fleet/acme-s1-foreign/config', 'theirs');
  await site.synthesize(Object.fromEntries(names.map((name) => [name, { token: { parameter: `/agents/${name}` } }])));
  [killed, foreign] = await Promise.all([killedScenario(), foreignScenario()]);
});

afterAll(() => site?.close());

/** A deploy is killed when nearly all is made, and nothing of it is in the state yet; then come repairs. */
async function killedScenario() {
  const project = await site.project('s1-killed', 'killed');
  // The function's permissions and what follows them are not made before the kill.
  await site.fault({ accessKey: 'killed', service: 'lambda', action: 'AddPermission', hold: true, drop: true });
  const child = project.startApply();
  const ended = Promise.all([once(child, 'exit'), drained(child)]);
  await eventually(
    () => site.lock('s1-killed'),
    (lock) => lock !== '',
    600,
  );
  // The lock is there; the state follows after 20 s, which a slow machine may reach. It is taken and not kept: Terraform,
  // which makes nothing while it stores the state, would wait for an answer.
  await site.fault({ accessKey: 'killed', service: 's3', action: 'PutObject', status: 200 });
  await eventually(
    () => site.leftOver(),
    ({ function: functions }) => functions?.length === 3,
    600,
  );
  if (child.pid) process.kill(-child.pid, 'SIGKILL');
  await ended;
  await site.clearFaults();
  const state = await site.state('s1-killed');
  const locked = await repair({}, 's1-killed');
  const repaired = await repair({}, 's1-killed', '--unlock', '--json');
  return { state, locked, repaired, changes: await project.changes(), leftOver: await site.leftOver() };
}

async function drained(child: ChildProcess): Promise<void> {
  await Promise.all([child.stdout, child.stderr].map((stream) => stream && text(stream)));
}

/** A parameter has the name of ours. */
async function foreignScenario() {
  const project = await site.project('s1-foreign');
  return repair(await project.attachment(), 's1-foreign');
}

/** Runs `fleet repair` to its end, with variables of its own. */
async function repair(variables: NodeJS.ProcessEnv, ...args: string[]) {
  const environment = await terraformEnvironment(join(site.folder, 'terraform'));
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, 'repair', '--fleet', join(site.folder, 'fleet-0.yaml'), ...args], {
    cwd: site.folder,
    env: { PATH, HOME, ...site.emulator.environment, ...environment, ...variables, TMPDIR: site.folder },
  });
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode, stdout, stderr };
}

test('what is locked stays as it is, and whoever asks is told who holds the lock', () => {
  expect(killed.locked.exitCode).toBe(1);
  expect(killed.locked.stderr).toMatch(/^fleet: s1-killed: state is locked by \S+@\S+ since .*--unlock$/m);
});

test('a deploy that was killed before its state was stored is adopted and completed', () => {
  expect(killed.state).toBe('');
  expect(killed.repaired).toMatchObject({ exitCode: 0 });
  const [result] = repairs.parse(JSON.parse(killed.repaired.stdout));
  const types = new Set(result?.adopted.map((address) => address.split('.')[0]));
  expect([...types].sort()).toEqual([
    'aws_autoscaling_group',
    'aws_cloudwatch_log_group',
    'aws_iam_instance_profile',
    'aws_iam_role',
    'aws_lambda_function',
    'aws_launch_template',
    'aws_security_group',
    'aws_ssm_parameter',
    'aws_vpc_security_group_egress_rule',
  ]);
  expect(result?.created).toContainEqual(expect.stringMatching(/^aws_lambda_permission\./));
  expect(result?.created).toContainEqual(expect.stringMatching(/^aws_cloudwatch_event_target\./));
});

test('afterwards nothing is left to deploy, and nothing is there twice', () => {
  expect(killed.changes).toEqual([]);
  const own = Object.values(killed.leftOver).flatMap((all) => all.filter((name) => name === 'acme-s1-killed'));
  expect(own.length).toBeGreaterThan(0);
  for (const all of Object.values(killed.leftOver)) expect(new Set(all).size).toBe(all.length);
});

test('what others made under the same name is not taken over', () => {
  expect(foreign.exitCode).toBe(1);
  expect(foreign.stderr).toMatch(
    /^fleet: s1-foreign: exists, but was not made by this fleet: aws_ssm_parameter\.config/m,
  );
});

test('what was repaired can be destroyed without a trace', async () => {
  const project = await site.project('s1-killed');
  await project.destroy();
  expect(await site.leftOver()).toEqual({
    bucket: ['acme-agent-fleet-state'],
    key: [expect.any(String)],
    parameter: ['/agent-fleet/acme-s1-foreign/config', '/agents/s1-foreign', '/agents/s1-killed'],
  });
});

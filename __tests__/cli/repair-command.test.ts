import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text as streamText } from 'node:stream/consumers';
import { z } from 'zod';
import { eventually } from '../local/eventually';

jest.setTimeout(600_000);

const program = join(__dirname, '..', '..', 'bin', 'fleet.cjs');
const fleet = `name: acme
region: us-east-1
semaphore: { organization: acme }
agentTypes: { s1-linux: { token: { parameter: /agents/token } } }
`;
/** A Terraform whose plan ends when it is asked to. */
const terraform = `#!/bin/sh
echo "$1" >> "$LOG"
[ "$1" = plan ] || exit 0
cat cdk.tf.json > "$LOG.json"
trap 'echo interrupted >> "$LOG"; exit 1' INT
pwd > "$LOG.directory"
while [ -e "$0" ]; do sleep 0.05; done
`;
const synthesized = z.object({ terraform: z.object({ backend: z.object({ local: z.object({ path: z.string() }) }) }) });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'repair-test-'));
  await writeFile(join(folder, 'fleet.yaml'), fleet);
  await writeFile(join(folder, 'terraform'), terraform);
  await chmod(join(folder, 'terraform'), 0o755);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function startRepair(log: string): ChildProcess {
  // Of the machine's Terraform nothing is on this PATH.
  const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, LOG: log, AWS_REGION: 'us-east-1' };
  return spawn(process.execPath, [program, 'repair'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

test('Ctrl-C asks Terraform to stop, starts nothing more and leaves no folder', async () => {
  const log = join(folder, 'log');
  const child = startRepair(log);
  const ended = once(child, 'exit');
  const said = child.stderr && streamText(child.stderr);
  const text = (file: string) => readFile(file, 'utf8').catch(() => '');
  const directory = (
    await eventually(
      () => text(`${log}.directory`),
      (path) => path !== '',
      120,
    )
  ).trim();
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(await text(log)).toBe('init\nplan\ninterrupted\n');
  // What people read is about their fleet, not about the libraries below it.
  expect(await said).not.toContain('Deprecat');
  expect((await readdir(folder)).filter((name) => name.startsWith('fleet-repair-'))).toEqual([]);
  // Without state: in the fleet file it is the local state of the working directory that is repaired.
  const { path } = synthesized.parse(JSON.parse(await text(`${log}.json`))).terraform.backend.local;
  expect(resolve(directory, path)).toBe(join(folder, 'terraform.acme.s1-linux.tfstate'));
});

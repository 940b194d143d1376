import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Terraform } from '../../cli/terraform';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terraform-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts a program called `name` on the PATH of `env`. */
async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

function terraform(options: { signal?: AbortSignal; env?: NodeJS.ProcessEnv; onLine?: (line: string) => void } = {}) {
  const { signal = new AbortController().signal, env = {}, onLine = () => {} } = options;
  // The script's own commands come after the stand-in; of the machine's Terraform nothing is on this PATH.
  return new Terraform({ directory: folder, env: { PATH: `${folder}:/usr/bin:/bin`, ...env }, signal, onLine });
}

test('it returns what the command printed', async () => {
  await program('terraform', 'echo "$1 done"');
  expect(await terraform().run('init')).toBe('init done');
});

test('a failure says which command failed and what Terraform said about it', async () => {
  await program('terraform', 'echo "Error: no such bucket" >&2; exit 1');
  await expect(terraform().run('apply')).rejects.toThrow('terraform apply failed:\nError: no such bucket');
});

test('interrupted, Terraform gets one SIGINT, and is waited for until it has finished', async () => {
  const waiting = 'while [ ! -e interrupted ]; do sleep 0.05; done; sleep 0.3; echo finished >> log';
  await program('terraform', `trap 'echo SIGINT >> log; touch interrupted' INT; echo started; ${waiting}; exit 1`);
  const interrupt = new AbortController();
  const onLine = () => interrupt.abort();
  await expect(terraform({ signal: interrupt.signal, onLine }).run('apply')).rejects.toThrow(/abort/);
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('SIGINT\nfinished\n');
});

test('after an interruption no further command is started', async () => {
  await program('terraform', 'touch ran');
  await expect(terraform({ signal: AbortSignal.abort() }).run('init')).rejects.toThrow(/abort/);
  await expect(readFile(join(folder, 'ran'))).rejects.toThrow('ENOENT');
});

test("the workspace and data directory of the user's own Terraform work are not handed on", async () => {
  await program('terraform', 'echo "[$TF_WORKSPACE$TF_DATA_DIR] $TF_IN_AUTOMATION"');
  const env = { TF_WORKSPACE: 'staging', TF_DATA_DIR: 'elsewhere' };
  expect(await terraform({ env }).run('init')).toBe('[] 1');
});

test('the program is the one that TERRAFORM_BINARY_NAME names', async () => {
  await program('terraform', 'echo terraform');
  await program('terraform-next', 'echo next');
  expect(await terraform({ env: { TERRAFORM_BINARY_NAME: 'terraform-next' } }).run('init')).toBe('next');
});

test('a missing program is named in one line', () => {
  const env = { PATH: folder, TERRAFORM_BINARY_NAME: 'terraform-next' };
  expect(() => terraform({ env })).toThrow(/^needs terraform-next on the PATH: Terraform >= 1.11 or OpenTofu >= 1.10$/);
});

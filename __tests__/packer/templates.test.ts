import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(600_000);

const run = promisify(execFile);
const root = resolve(__dirname, '..', '..');
const ansible = join(root, '.venv-image', 'bin');
const path = [ansible, process.env['PATH']].join(delimiter);
// They write to HOME, which may be read-only, and take what they find there; Ansible runs in no other locale than UTF-8.
const env = { ...process.env, PATH: path, HOME: tmpdir(), LC_ALL: 'C.UTF-8' };

/** A test that needs programs; without them it is skipped. `make install-image` and `make install-image-tools` bring them. */
function testWith(...programs: readonly string[]) {
  const missing = programs.filter(
    (program) => !path.split(delimiter).some((folder) => isProgram(join(folder, program))),
  );
  if (missing.length > 0)
    console.log(`Skipped without ${missing.join(', ')}: make install-image-tools (Debian, as root)`);
  return missing.length > 0 ? test.skip : test;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function scripts(): Promise<string[]> {
  const folders = ['.ci', 'installation', 'packer', 'scripts'];
  const found = await Promise.all(folders.map((folder) => readdir(join(root, folder), { recursive: true })));
  return folders.flatMap((folder, index) =>
    (found[index] ?? []).filter((name) => name.endsWith('.sh') || folder === '.ci').map((name) => join(folder, name)),
  );
}

testWith('packer', 'ansible-playbook')('the templates are sound for every system and architecture', async () => {
  const { stdout } = await run(join(root, 'scripts', 'validate-images.sh'), { env });
  expect(stdout.match(/^packer validate: /gm)).toHaveLength(8);
});

testWith('shellcheck')('shellcheck finds nothing in the shell scripts', async () => {
  const { stdout } = await run('shellcheck', await scripts(), { cwd: root });
  expect(stdout).toBe('');
});

testWith('ansible-lint')('the roles keep to all rules of ansible-lint', async () => {
  const args = ['--offline', '--nocolor', '-q', '--profile', 'production', 'install.yml'];
  await run('ansible-lint', args, { cwd: join(root, 'packer', 'linux'), env });
});

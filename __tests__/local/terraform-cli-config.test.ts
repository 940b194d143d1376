import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../cli/user-error';
import { findProviderMirror, terraformEnvironment } from '../../local/terraform-cli-config';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-config-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** An environment with these programs on PATH and nothing else of this machine. */
async function environmentWith(...programs: string[]): Promise<NodeJS.ProcessEnv> {
  for (const program of programs) await writeFile(join(folder, program), '', { mode: 0o755 });
  return { PATH: folder, HOME: folder, XDG_DATA_DIRS: join(folder, 'none') };
}

async function configOf(environment: NodeJS.ProcessEnv): Promise<string> {
  return readFile(environment['TF_CLI_CONFIG_FILE'] ?? '', 'utf8');
}

test('a mirror that a setting names is used, for its registry only', async () => {
  const environment = { ...(await environmentWith('terraform')), AGENT_FLEET_PROVIDER_MIRROR: '/some/mirror' };
  const result = await terraformEnvironment(join(folder, 'terraform-config'), environment);
  expect(await configOf(result)).toBe(`disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = "/some/mirror"
    include = ["registry.terraform.io/*/*"]
  }
  direct {
    exclude = ["registry.terraform.io/*/*"]
  }
}
`);
  expect(result).toMatchObject({ TERRAFORM_BINARY_NAME: 'terraform', CHECKPOINT_DISABLE: '1', TF_INPUT: '0' });
});

test.each([
  ['terraform', 'registry.terraform.io'],
  ['tofu', 'registry.opentofu.org'],
] as const)('a mirror in the home folder is found for %s', async (program, registry) => {
  const mirror = join(folder, '.terraform.d', 'plugins');
  await mkdir(join(mirror, registry, 'hashicorp', 'aws'), { recursive: true });
  expect(await findProviderMirror(program, await environmentWith(program))).toBe(mirror);
});

test('a mirror in the data folder of the user is found', async () => {
  const data = join(folder, 'data');
  const mirror = join(data, 'terraform', 'plugins');
  await mkdir(join(mirror, 'registry.terraform.io', 'hashicorp', 'aws'), { recursive: true });
  const environment = { ...(await environmentWith('terraform')), XDG_DATA_HOME: data };
  expect(await findProviderMirror('terraform', environment)).toBe(mirror);
});

test('OpenTofu is used when it is what this machine has', async () => {
  const result = await terraformEnvironment(folder, await environmentWith('tofu'));
  expect(result['TERRAFORM_BINARY_NAME']).toBe('tofu');
});

test('Terraform comes first when this machine has both, unless a setting says otherwise', async () => {
  const both = await environmentWith('terraform', 'tofu');
  expect((await terraformEnvironment(folder, both))['TERRAFORM_BINARY_NAME']).toBe('terraform');
  const preferring = { ...both, TERRAFORM_BINARY_NAME: 'tofu' };
  expect((await terraformEnvironment(folder, preferring))['TERRAFORM_BINARY_NAME']).toBe('tofu');
});

test('without Terraform and OpenTofu one line says what is missing', async () => {
  const failing = terraformEnvironment(folder, await environmentWith());
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(/Terraform 1.11 or OpenTofu 1.10 is missing/);
});

test('garbage is collected only when memory gets scarce, unless the environment says otherwise', async () => {
  const environment = await environmentWith('terraform');
  expect(await terraformEnvironment(folder, environment)).toMatchObject({ GOGC: 'off', GOMEMLIMIT: '1GiB' });
  const own = await terraformEnvironment(folder, { ...environment, GOGC: '50', GOMEMLIMIT: '300MiB' });
  expect(own).toMatchObject({ GOGC: '50', GOMEMLIMIT: '300MiB' });
});

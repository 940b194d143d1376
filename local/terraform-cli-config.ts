import { constants, existsSync } from 'node:fs';
import { access, mkdir, readdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { UserError } from '../cli/user-error';

/** The two programs that apply our JSON, and the registry each takes its providers from. */
const registries = { terraform: 'registry.terraform.io', tofu: 'registry.opentofu.org' } as const;
type Program = keyof typeof registries;

/** System-wide folder of software that is no part of the distribution; mirrors are put one level below it. */
const softwareFolder = '/opt';

/**
 * Variables for Terraform, OpenTofu and CDKTF that do not depend on the user's own CLI configuration: one is written into
 * `dir`, which takes providers from a mirror on this machine (AGENT_FLEET_PROVIDER_MIRROR, or the usual places) and from
 * the registry only when there is none. Providers are linked, not copied.
 * @throws UserError when neither program is on PATH
 */
export async function terraformEnvironment(
  dir: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NodeJS.ProcessEnv> {
  const program = await findTerraform(environment);
  const mirror = environment['AGENT_FLEET_PROVIDER_MIRROR'] ?? (await findProviderMirror(program, environment));
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'terraform-cli-config.tfrc');
  await writeFile(file, cliConfig(program, mirror));
  return {
    TF_CLI_CONFIG_FILE: file,
    TERRAFORM_BINARY_NAME: program,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    ...shortLivedPrograms(environment),
    // A downloaded provider has half a gigabyte: fetch it once. From a mirror it is linked anyway.
    ...(mirror === undefined ? { TF_PLUGIN_CACHE_DIR: await pluginCache(environment) } : {}),
  };
}

/**
 * Each command of Terraform starts the provider anew, which spends a third of its processor time on collecting garbage of
 * its schema (terraform validate: 4.2 s of processor time, 2.9 s without): https://tip.golang.org/doc/gc-guide#Memory_limit
 */
function shortLivedPrograms({ GOGC = 'off', GOMEMLIMIT = '1GiB' }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { GOGC, GOMEMLIMIT };
}

/** Folder that holds `<registry>/hashicorp/...`; undefined when this machine has none. */
export async function findProviderMirror(
  program: Program,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const candidates = [...impliedMirrors(environment), ...(await subfolders(softwareFolder))];
  return candidates.find((folder) => existsSync(join(folder, registries[program], 'hashicorp', 'aws')));
}

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
function impliedMirrors(environment: NodeJS.ProcessEnv): string[] {
  const home = environment['HOME'] ?? homedir();
  const data = [
    environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'),
    ...(environment['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(delimiter),
  ];
  return [join(home, '.terraform.d', 'plugins'), ...data.map((folder) => join(folder, 'terraform', 'plugins'))];
}

async function subfolders(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}

function cliConfig(program: Program, mirror: string | undefined): string {
  if (mirror === undefined) return 'disable_checkpoint = true\n';
  const registry = registries[program];
  return `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ["${registry}/*/*"]
  }
  direct {
    exclude = ["${registry}/*/*"]
  }
}
`;
}

async function pluginCache(environment: NodeJS.ProcessEnv): Promise<string> {
  const cache = environment['XDG_CACHE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.cache');
  const folder = environment['TF_PLUGIN_CACHE_DIR'] ?? join(cache, 'agent-fleet', 'terraform-plugins');
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * TERRAFORM_BINARY_NAME if it is one of the two, else whichever is on PATH, Terraform first.
 * @throws UserError when there is neither
 */
export async function findTerraform(environment: NodeJS.ProcessEnv): Promise<Program> {
  const wanted = environment['TERRAFORM_BINARY_NAME'];
  const programs: readonly Program[] = wanted === 'tofu' ? ['tofu', 'terraform'] : ['terraform', 'tofu'];
  for (const program of programs) {
    if (await isOnPath(program, environment)) return program;
  }
  throw new UserError('Terraform 1.11 or OpenTofu 1.10 is missing: neither terraform nor tofu is on PATH');
}

async function isOnPath(program: Program, environment: NodeJS.ProcessEnv): Promise<boolean> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { parseFleet } from '../../config/load-fleet';
import { terraformEnvironment } from '../../local/terraform-cli-config';
import { synthesizeFleet } from '../../stacks/fleet-app';
import { arbitraryFleetFile } from '../config/arbitrary-fleet-file';
import { AttachedProvider } from '../e2e/attached-provider';

// Terraform validates several stacks, one after the other.
jest.setTimeout(900_000);

const run = promisify(execFile);
let directory: string;
let provider: AttachedProvider | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fleet-app-test-'));
});
afterEach(async () => {
  await provider?.stop();
  provider = undefined;
  await rm(directory, { recursive: true });
});

test('every accepted fleet file becomes one stack for each agent type', async () => {
  const synthesizes = async (file: object) => {
    const outdir = await mkdtemp(join(directory, 'out-'));
    const { fleet } = parseFleet(stringify(file));
    synthesizeFleet(fleet, outdir);
    const stacks = await readdir(join(outdir, 'stacks'));
    expect(stacks.sort()).toEqual(fleet.agentTypes.map(({ name }) => name).sort());
  };
  await fc.assert(fc.asyncProperty(arbitraryFleetFile, synthesizes), { numRuns: 40 });
});

test('Terraform finds nothing wrong with a sample of them', async () => {
  const { PATH, HOME } = process.env;
  const env: NodeJS.ProcessEnv = { PATH, HOME, ...(await terraformEnvironment(join(directory, 'cli'))) };
  const terraform = env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const sample = fc.sample(arbitraryFleetFile, { numRuns: 3, seed: 20_261_121 });
  for (const [index, file] of sample.entries()) {
    const outdir = join(directory, `sample-${index}`);
    synthesizeFleet(parseFleet(stringify(file)).fleet, outdir);
    const [stack] = await readdir(join(outdir, 'stacks'));
    const cwd = join(outdir, 'stacks', stack ?? '');
    await run(terraform, ['init', '-backend=false', '-input=false'], { cwd, env });
    provider ??= await AttachedProvider.start(cwd, env);
    const { stdout } = await run(terraform, ['validate', '-json'], { cwd, env: { ...env, ...provider.environment } });
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, diagnostics: [] });
  }
});

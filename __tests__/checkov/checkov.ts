import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** A check that a resource does not pass. */
export interface Finding {
  /** Such as `CKV_AWS_18`. */
  readonly check: string;
  readonly title: string;
  /** Name of the resource in the JSON, without its hash: `cache_bucket`. */
  readonly resource: string;
}

const program = join(__dirname, '..', '..', '.venv-checkov', 'bin', 'checkov');
const report = z.object({
  summary: z.object({ parsing_errors: z.literal(0), passed: z.int().min(1) }),
  results: z.object({
    failed_checks: z.array(z.object({ check_id: z.string(), check_name: z.string(), resource: z.string() })),
  }),
});

/** Runs checkov on every stack below `outdir`, without the network. */
export async function checkovFindings(outdir: string, scratch: string): Promise<Finding[]> {
  if (!existsSync(program)) throw new Error('checkov is not installed; run: make install-checkov');
  await copyReadable(outdir, scratch);
  const args = ['--directory', scratch, '--framework', 'terraform_json', '--skip-download', '--soft-fail', '--quiet'];
  const { stdout } = await promisify(execFile)(program, [...args, '--output', 'json'], {
    maxBuffer: 64 * 1024 * 1024,
    // Its own idea of a CI service would make it read variables that are none of its business.
    env: { PATH: process.env['PATH'], HOME: scratch },
  });
  const { failed_checks } = report.parse(JSON.parse(stdout)).results;
  return failed_checks.map(({ check_id, check_name, resource }) => ({
    check: check_id,
    title: check_name,
    resource: resource.slice(resource.lastIndexOf('.') + 1).replace(/_[0-9A-F]{8}$/, ''),
  }));
}

/** checkov 3.3 cannot read the `terraform` block of JSON (it wants blocks where versions are); nothing is checked there. */
async function copyReadable(outdir: string, scratch: string): Promise<void> {
  for (const fleet of await readdir(outdir)) {
    for (const stack of await readdir(join(outdir, fleet, 'stacks'))) {
      const text = await readFile(join(outdir, fleet, 'stacks', stack, 'cdk.tf.json'), 'utf8');
      const { terraform: _terraform, ...blocks } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      const folder = join(scratch, fleet, stack);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'cdk.tf.json'), JSON.stringify(blocks, undefined, 2));
    }
  }
}

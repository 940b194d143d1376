import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../supervisor/bundle-options';

const root = resolve(__dirname, '..');

/** Bundles the supervisor into `directory`, as it is installed on instances; returns the file's path. */
export async function bundleSupervisor(directory: string): Promise<string> {
  const outfile = join(directory, 'supervisor.cjs');
  const entryPoints = [join(root, 'supervisor', 'main.ts')];
  await build({ ...bundleOptions, absWorkingDir: root, entryPoints, outfile, logLevel: 'silent' });
  return outfile;
}

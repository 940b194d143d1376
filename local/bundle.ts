import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the program at `entry` (a TypeScript file) with all that it imports into one CommonJS file in `directory`,
 * for any Node from 20 on; returns the file's path.
 */
export async function bundle(entry: string, directory: string): Promise<string> {
  const outfile = join(directory, `${basename(entry).replace(/\.ts$/, '')}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return outfile;
}

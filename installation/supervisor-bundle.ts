import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { BundleCache } from '../image/bundle-cache';
import { bundleOptions } from '../supervisor/bundle-options';

const root = resolve(__dirname, '..');
/** What decides, besides the sources, what the bundle is: this file too. */
const settings = ['installation/supervisor-bundle.ts', 'supervisor/bundle-options.ts', 'tsconfig.json'];

/** Made once for a process, however many agent types it is for. */
let bundled: Buffer | undefined;

/** The supervisor as the one file that is installed. */
export function supervisorBundle(): Buffer {
  if (!bundled) {
    const cache = new BundleCache(root, { entries: ['supervisor/main.ts'], settings });
    bundled = cache.read() ?? build(cache);
  }
  return bundled;
}

function build(cache: BundleCache): Buffer {
  const [output] = buildSync({
    ...bundleOptions,
    // Paths end up in the bundle's module names: they must not depend on where the process was started.
    absWorkingDir: root,
    entryPoints: ['supervisor/main.ts'],
    write: false,
    logLevel: 'silent',
  }).outputFiles;
  if (!output) throw new Error('esbuild made no bundle of the supervisor');
  const bundle = Buffer.from(output.contents);
  cache.keep(bundle);
  return bundle;
}

import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../supervisor/bundle-options';

/** Built once for a process, however many agent types it is for. */
let bundled: Buffer | undefined;

/** The supervisor as the one file that is installed. */
export function supervisorBundle(): Buffer {
  bundled ??= build();
  return bundled;
}

function build(): Buffer {
  const [output] = buildSync({
    ...bundleOptions,
    // Paths end up in the bundle's module names: they must not depend on where the process was started.
    absWorkingDir: resolve(__dirname, '..'),
    entryPoints: ['supervisor/main.ts'],
    write: false,
    logLevel: 'silent',
  }).outputFiles;
  if (!output) throw new Error('esbuild made no bundle of the supervisor');
  return Buffer.from(output.contents);
}

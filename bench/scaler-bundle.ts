import { resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundleOptions } from '../scaler-lambda/bundle-options';
import type { Benchmark, Figure } from './measurement';

const root = resolve(__dirname, '..');

/** Size of the functions' bundles, and what is in the scaler's. */
export const scalerBundle: Benchmark = {
  name: 'scaler-bundle',
  async run() {
    const [scaler, knownHosts] = await Promise.all([measure('scaler-lambda'), measure('known-hosts-lambda')]);
    return [
      { name: 'scaler, minified', values: [scaler.size], unit: 'KB', target: 400 },
      { name: 'scaler, compressed', values: [scaler.compressed], unit: 'KB' },
      ...scaler.contents,
      { name: 'known-hosts, minified', values: [knownHosts.size], unit: 'KB', target: 400 },
    ];
  },
};

async function measure(folder: string) {
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: [`${folder}/handler.ts`],
    outfile: 'index.js',
    write: false,
    metafile: true,
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  const bytes = new Map<string, number>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = packageOf(path);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
  }
  const contents = [...bytes]
    .sort(([, left], [, right]) => right - left)
    .map(([name, size]): Figure => ({ name: `  of which ${name}`, values: [size / 1000], unit: 'KB' }));
  return { size: code.length / 1000, compressed: deflateRawSync(code, { level: 9 }).length / 1000, contents };
}

function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'our own code';
}

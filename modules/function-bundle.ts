import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, buildSync, type OutputFile } from 'esbuild';
import { bundleOptions } from '../scaler-lambda/bundle-options';
import { zipArchive } from './zip-archive';

const folders = ['scaler-lambda', 'known-hosts-lambda', 'refresh-lambda'] as const;

/** Folder of a function; its entry is `handler.ts`. */
export type FunctionFolder = (typeof folders)[number];

/** A Lambda function's deployment package. */
export interface FunctionBundle {
  /** ZIP file with `index.js`; it is there until the process ends. */
  readonly path: string;
  /** SHA-256 of the code, as Terraform's `source_code_hash` wants it: in base64. */
  readonly codeHash: string;
}

type FunctionBundles = Readonly<Record<FunctionFolder, FunctionBundle>>;

const options = {
  ...bundleOptions,
  // Paths end up in the bundle's module names: they must not depend on where the process was started.
  absWorkingDir: resolve(__dirname, '..'),
  entryPoints: folders.map((folder) => ({ in: `${folder}/handler.ts`, out: folder })),
  outdir: 'cdktf.out', // nothing is written there: it makes esbuild give each output its name
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** Built once for a process, however many agent types use them. */
let bundles: FunctionBundles | undefined;

/** The bundle of the function in `folder`. */
export function functionBundle(folder: FunctionFolder): FunctionBundle {
  bundles ??= packageAll(buildSync(options).outputFiles);
  return bundles[folder];
}

/** Builds the bundles beforehand, in esbuild's process, while this one has other things to do. */
export async function buildFunctionBundles(): Promise<void> {
  const { outputFiles } = await build(options);
  bundles ??= packageAll(outputFiles);
}

function packageAll(outputs: readonly OutputFile[]): FunctionBundles {
  const directory = mkdtempSync(join(tmpdir(), 'agent-fleet-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const packaged = (folder: FunctionFolder): FunctionBundle => {
    const output = outputs.find(({ path }) => path.endsWith(`${folder}.js`));
    if (!output) throw new Error(`esbuild made no bundle of ${folder}`);
    const code = Buffer.from(output.contents);
    const path = join(directory, `${folder}.zip`);
    writeFileSync(path, zipArchive('index.js', code));
    return { path, codeHash: createHash('sha256').update(code).digest('base64') };
  };
  return {
    'scaler-lambda': packaged('scaler-lambda'),
    'known-hosts-lambda': packaged('known-hosts-lambda'),
    'refresh-lambda': packaged('refresh-lambda'),
  };
}

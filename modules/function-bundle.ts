import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, buildSync, type OutputFile } from 'esbuild';
import { z } from 'zod';
import { BundleCache } from '../image/bundle-cache';
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

const root = resolve(__dirname, '..');
const options = {
  ...bundleOptions,
  // Paths end up in the bundle's module names: they must not depend on where the process was started.
  absWorkingDir: root,
  entryPoints: folders.map((folder) => ({ in: `${folder}/handler.ts`, out: folder })),
  outdir: 'cdktf.out', // nothing is written there: it makes esbuild give each output its name
  write: false,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** Files besides the functions' sources on which the archives depend, this one among them. */
const settings = [
  'modules/function-bundle.ts',
  'modules/zip-archive.ts',
  'scaler-lambda/bundle-options.ts',
  'tsconfig.json',
  'package.json',
];

/** A function's ZIP file in base64, and the hash of its code. */
const packaged = z.strictObject({ archive: z.string(), codeHash: z.string() });
const packages = z.record(z.enum(folders), packaged);
type Packages = z.output<typeof packages>;

/** Made once for a process, however many agent types use them. */
let bundles: FunctionBundles | undefined;

/** The bundle of the function in `folder`. */
export function functionBundle(folder: FunctionFolder): FunctionBundle {
  if (!bundles) {
    const cache = functionCache();
    bundles = writeFiles(readPackages(cache) ?? makePackages(buildSync(options).outputFiles, cache));
  }
  return bundles[folder];
}

/** Makes the bundles beforehand, in esbuild's process, while this one has other things to do. */
export async function buildFunctionBundles(): Promise<void> {
  if (bundles) return;
  const cache = functionCache();
  const made = readPackages(cache) ?? makePackages((await build(options)).outputFiles, cache);
  bundles ??= writeFiles(made);
}

function functionCache(): BundleCache {
  return new BundleCache(root, { entries: folders.map((folder) => `${folder}/handler.ts`), settings });
}

function readPackages(cache: BundleCache): Packages | undefined {
  const kept = cache.read();
  return kept && packages.parse(JSON.parse(kept.toString()));
}

function makePackages(outputs: readonly OutputFile[], cache: BundleCache): Packages {
  const pack = (folder: FunctionFolder) => {
    const output = outputs.find(({ path }) => path.endsWith(`${folder}.js`));
    if (!output) throw new Error(`esbuild made no bundle of ${folder}`);
    const code = Buffer.from(output.contents);
    const codeHash = createHash('sha256').update(code).digest('base64');
    return { archive: zipArchive('index.js', code).toString('base64'), codeHash };
  };
  const made = forEachFolder(pack);
  cache.keep(Buffer.from(JSON.stringify(made)));
  return made;
}

function writeFiles(made: Packages): FunctionBundles {
  const directory = mkdtempSync(join(tmpdir(), 'agent-fleet-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return forEachFolder((folder) => {
    const { archive, codeHash } = made[folder];
    const path = join(directory, `${folder}.zip`);
    writeFileSync(path, archive, 'base64');
    return { path, codeHash };
  });
}

function forEachFolder<A>(each: (folder: FunctionFolder) => A): Record<FunctionFolder, A> {
  return {
    'scaler-lambda': each('scaler-lambda'),
    'known-hosts-lambda': each('known-hosts-lambda'),
    'refresh-lambda': each('refresh-lambda'),
  };
}

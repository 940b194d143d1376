import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
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
  /** ZIP file with `index.js`. */
  readonly archive: Buffer;
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

/** A bundle as it is kept, its archive in base64. */
const kept = z.strictObject({ archive: z.string(), codeHash: z.string() });
const keptBundles = z.record(z.enum(folders), kept);

/** Made once for a process, however many agent types use them. */
let bundles: FunctionBundles | undefined;

/** The bundle of the function in `folder`. */
export function functionBundle(folder: FunctionFolder): FunctionBundle {
  if (!bundles) {
    const cache = functionCache();
    bundles = readBundles(cache) ?? packageAll(buildSync(options).outputFiles, cache);
  }
  return bundles[folder];
}

/** Makes the bundles beforehand, in esbuild's process, while this one has other things to do. */
export async function buildFunctionBundles(): Promise<void> {
  if (bundles) return;
  const cache = functionCache();
  const made = readBundles(cache) ?? packageAll((await build(options)).outputFiles, cache);
  bundles ??= made;
}

function functionCache(): BundleCache {
  return new BundleCache(root, { entries: folders.map((folder) => `${folder}/handler.ts`), settings });
}

function readBundles(cache: BundleCache): FunctionBundles | undefined {
  const content = cache.read();
  if (!content) return undefined;
  const stored = keptBundles.parse(JSON.parse(content.toString()));
  return forEachFolder((folder) => {
    const { archive, codeHash } = stored[folder];
    return { archive: Buffer.from(archive, 'base64'), codeHash };
  });
}

function packageAll(outputs: readonly OutputFile[], cache: BundleCache): FunctionBundles {
  const made = forEachFolder((folder) => {
    const output = outputs.find(({ path }) => path.endsWith(`${folder}.js`));
    if (!output) throw new Error(`esbuild made no bundle of ${folder}`);
    const code = Buffer.from(output.contents);
    return { archive: zipArchive('index.js', code), codeHash: createHash('sha256').update(code).digest('base64') };
  });
  const stored = forEachFolder((folder): z.input<typeof kept> => {
    const { archive, codeHash } = made[folder];
    return { archive: archive.toString('base64'), codeHash };
  });
  cache.keep(Buffer.from(JSON.stringify(stored)));
  return made;
}

function forEachFolder<A>(each: (folder: FunctionFolder) => A): Record<FunctionFolder, A> {
  return {
    'scaler-lambda': each('scaler-lambda'),
    'known-hosts-lambda': each('known-hosts-lambda'),
    'refresh-lambda': each('refresh-lambda'),
  };
}

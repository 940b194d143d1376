import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../scaler-lambda/bundle-options';
import { zipArchive } from './zip-archive';

/** Entry files of the functions, by the name of their folder. */
const entries = { 'scaler-lambda': 'handler.ts', 'known-hosts-lambda': 'handler.ts' } as const;

export type FunctionFolder = keyof typeof entries;

/** A Lambda function's deployment package. */
export interface FunctionBundle {
  /** ZIP file with `index.js`; it is there until the process ends. */
  readonly path: string;
  /** SHA-256 of the code as Terraform's `source_code_hash` wants it, in base64. */
  readonly codeHash: string;
}

const root = resolve(__dirname, '..');
const bundles = new Map<FunctionFolder, FunctionBundle>();

/** The bundle of the function in `folder`; built once for a process, however many agent types use it. */
export function functionBundle(folder: FunctionFolder): FunctionBundle {
  const built = bundles.get(folder) ?? build(folder);
  bundles.set(folder, built);
  return built;
}

function build(folder: FunctionFolder): FunctionBundle {
  const { outputFiles } = buildSync({
    ...bundleOptions,
    // Paths end up in the bundle's module names: they must not depend on where the process was started.
    absWorkingDir: root,
    entryPoints: [join(folder, entries[folder])],
    write: false,
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`esbuild made no output for ${folder}`);
  const code = Buffer.from(output.contents);
  const directory = mkdtempSync(join(tmpdir(), 'agent-fleet-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'function.zip');
  writeFileSync(path, zipArchive('index.js', code));
  return { path, codeHash: createHash('sha256').update(code).digest('base64') };
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bundleSources } from './bundle-sources';
import { lockedPackages } from './locked-packages';

/** Left behind by editors, Python and Packer. */
const leftOver = /^\.|~$|\.(?:swp|pyc|retry)$|^__pycache__$|^packer_cache$/;

/** SHA-256 of each file below `folders`, names relative to `root`, sorted: `<hash> <name>`. */
export function folderContent(root: string, folders: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) => filesBelow(root, folder))
    .sort()
    .map((name) => `${sha256(readFileSync(join(root, name)))} ${name}`);
}

/** What the supervisor's bundle is made of: sources, the npm packages they use, and esbuild. It need not be built for that. */
export function supervisorContent(root: string): readonly string[] {
  const { files, packages } = bundleSources(root, 'supervisor/main.ts');
  const sources = [...files, 'supervisor/bundle-options.ts'].map((name) => {
    const content = readFileSync(join(root, name), 'utf8');
    return `${sha256(name === 'package.json' ? versionOf(content) : content)} ${name}`;
  });
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  return [...sources, ...lockedPackages(lockText, [...packages, 'esbuild'])];
}

/** The supervisor says this of itself; the rest of package.json is not in its bundle. */
function versionOf(packageText: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(packageText)).version;
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (leftOver.test(entry.name)) return [];
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, name) : [name];
  });
}

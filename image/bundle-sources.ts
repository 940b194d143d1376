import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What a bundle is made of. */
export interface BundleSources {
  /** Files of this repository, relative to its root, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** npm packages that those files import, sorted. */
  readonly packages: readonly string[];
}

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, `import('x')` and `require('x')`; not types, which leave no trace in a bundle. */
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?!type\b)(?:[^'";]*?\bfrom\s*)?['"]([^'"\n]+)['"]|\b(?:import|require)\(\s*['"]([^'"\n]+)['"]\s*\)/g;

/** Follows the imports of `entry`. Reading some fifty files takes a tenth of the time of bundling them. */
export function bundleSources(root: string, entry: string): BundleSources {
  const files = new Set<string>();
  const packages = new Set<string>();
  const follow = (path: string) => {
    const name = relative(root, path).replaceAll('\\', '/');
    if (files.has(name)) return;
    files.add(name);
    if (path.endsWith('.json')) return;
    for (const [, from, required] of readFileSync(path, 'utf8').matchAll(importPattern)) {
      const imported = from ?? required ?? '';
      if (imported.startsWith('.')) follow(sourceFile(join(dirname(path), imported)));
      else if (!imported.startsWith('node:')) packages.add(packageName(imported));
    }
  };
  follow(join(root, entry));
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function sourceFile(path: string): string {
  const found = [`${path}.ts`, path, path.replace(/\.js$/, '.ts')].find(
    (each) => /\.\w+$/.test(each) && existsSync(each),
  );
  if (found === undefined) throw new Error(`imports ${path}, which is no file`);
  return found;
}

/** `@aws-sdk/client-ssm` of `@aws-sdk/client-ssm/dist-es/index.js`. */
function packageName(imported: string): string {
  const [first = '', second = ''] = imported.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

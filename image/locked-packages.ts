import { z } from 'zod';

const names = z.record(z.string(), z.string()).optional();
const lockFile = z.object({ packages: z.record(z.string(), z.unknown()) });
const lockedPackage = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
});

/** `path version integrity` of each of `packages` and all that they depend on, as package-lock.json pins them; sorted. */
export function lockedPackages(lockText: string, packages: readonly string[]): readonly string[] {
  const locked = lockFile.parse(JSON.parse(lockText)).packages;
  const found = new Map<string, string>();
  const follow = (name: string, from: string) => {
    const path = nearest(from, name).find((each) => locked[each] !== undefined);
    // Optional dependencies of other platforms may be missing.
    if (path === undefined || found.has(path)) return;
    const { version, integrity, dependencies, optionalDependencies } = lockedPackage.parse(locked[path]);
    found.set(path, `${path} ${version} ${integrity}`);
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) follow(dependency, path);
  };
  for (const name of packages) follow(name, '');
  return [...found.values()].sort();
}

/** Where Node looks for `name` from the package at `from`: beside its own dependencies first, then further up. */
function nearest(from: string, name: string): string[] {
  const own = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (from === '') return [own];
  const above = from.lastIndexOf('/node_modules/');
  return [own, ...nearest(above === -1 ? '' : from.slice(0, above), name)];
}

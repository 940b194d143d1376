import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readVersions } from '../installation/versions';
import { VersionsError } from '../installation/versions-error';
import { problemOf } from './finding';
import type { Fleet } from './fleet';
import type { Problem } from './fleet-file-error';
import type { Path } from './place';
import { type PlacedMapping, valueAt } from './placed-value';

/** What is wrong with the files and folders that a fleet file names, seen from the working directory `cwd`. */
export function namedFileProblems({ versions, agentTypes }: Fleet, root: PlacedMapping, cwd: string): Problem[] {
  const wrong = (at: Path, message: string) => problemOf(root, { at, others: [], message });
  const reason = versions === undefined ? undefined : versionsProblem(resolve(cwd, versions));
  const problems = reason === undefined ? [] : [wrong(['versions'], `must be a versions file: ${reason}`)];
  for (const { name, image } of agentTypes) {
    const roles = ['image', 'build', 'roles'];
    const own = ['agentTypes', name, ...roles];
    const at = valueAt(root, own) ? own : ['defaults', ...roles];
    (image.build?.roles ?? []).forEach((role, index) => {
      if (isFolder(resolve(cwd, role))) return;
      problems.push(wrong([...at, index], 'must be a folder that exists, seen from the working directory'));
    });
  }
  return problems;
}

function versionsProblem(path: string): string | undefined {
  try {
    readVersions(path);
    return undefined;
  } catch (error) {
    if (error instanceof VersionsError) return error.message;
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

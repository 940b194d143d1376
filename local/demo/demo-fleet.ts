import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { Fleet } from '../../config/fleet';
import { loadFleet } from '../../config/load-fleet';

export interface DemoFleetOptions {
  /** Fleet file, as it was named. */
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** URL of the Semaphore stand-in. */
  readonly hubUrl: string;
  /** Folder for a changed copy of the file. */
  readonly folder: string;
}

export interface DemoFleet {
  readonly fleet: Fleet;
  /** File to deploy. */
  readonly file: string;
}

/** The fleet file as the demo deploys it: as it is, or, where it names a real Semaphore, a copy that names the stand-in. */
export async function demoFleet({ path, env, cwd, hubUrl, folder }: DemoFleetOptions): Promise<DemoFleet> {
  const variables = { ...env, SEMAPHORE_ENDPOINT: hubUrl };
  const file = resolve(cwd, path);
  const { fleet } = loadFleet({ path: file, env: variables, cwd });
  if (!fleet.endpoint.https && fleet.endpoint.host === new URL(hubUrl).host) return { fleet, file };
  const document = parseDocument(await readFile(file, 'utf8'), { merge: true });
  document.set('semaphore', document.createNode({ endpoint: hubUrl }));
  const copy = join(folder, 'fleet.yaml');
  await writeFile(copy, document.toString());
  return { fleet: loadFleet({ path: copy, env: variables, cwd }).fleet, file: copy };
}

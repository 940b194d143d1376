import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Fleet } from './fleet';
import { fleetFile } from './fleet-file';
import { FleetFileError } from './fleet-file-error';

export interface LoadOptions {
  /** File named on the command line. @default - FLEET_FILE, else fleet.yaml in `cwd` */
  readonly path?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

export interface LoadedFleet {
  readonly fleet: Fleet;
  /** What the fleet was read from, for messages. */
  readonly source: string;
  readonly warnings: readonly string[];
}

const mapping = z.record(z.string(), z.unknown());
const outline = z.looseObject({ defaults: mapping.default({}), agentTypes: z.record(z.string(), mapping) });

function merge(base: unknown, own: unknown): unknown {
  const [left, right] = [mapping.safeParse(base), mapping.safeParse(own)];
  if (!left.success || !right.success) return own === undefined ? base : own;
  const keys = new Set([...Object.keys(left.data), ...Object.keys(right.data)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(left.data[key], right.data[key])]));
}

function substitute(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => env[name] ?? '');
}

/** Reads, checks and completes the fleet file. @throws FleetFileError */
export function loadFleet({ path, env, cwd }: LoadOptions): LoadedFleet {
  const source = path ?? env.FLEET_FILE ?? 'fleet.yaml';
  const { defaults, ...rest } = outline.parse(
    parse(substitute(readFileSync(resolve(cwd, source), 'utf8'), env), { merge: true }),
  );
  const agentTypes = Object.fromEntries(
    Object.entries(rest.agentTypes).map(([name, own]) => [name, merge(defaults, own)]),
  );
  const parsed = fleetFile.safeParse({ ...rest, agentTypes });
  if (!parsed.success) {
    throw new FleetFileError(
      parsed.error.issues.map(({ path, message }) => ({
        file: source,
        line: undefined,
        path: path.join('.'),
        message,
      })),
    );
  }
  const file = parsed.data;
  const written = file.semaphore.endpoint ?? `${file.semaphore.organization}.semaphoreci.com`;
  const fleet: Fleet = {
    name: file.name,
    region: file.region,
    endpoint: { host: written.replace(/^http:\/\//, ''), https: !written.startsWith('http://') },
    state: file.state,
    agentTypes: Object.entries(file.agentTypes).map(([name, agentType]) => ({
      ...agentType,
      name,
      resourcePrefix: agentType.resourcePrefix ?? `${file.name}-${name}`,
      tags: { ...file.tags, ...agentType.tags },
    })),
  };
  return { fleet, source, warnings: [] };
}

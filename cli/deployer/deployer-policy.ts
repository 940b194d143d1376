import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Fleet } from '../../config/fleet';
import { FleetArns } from './fleet-arns';
import type { Permission } from './permission';
import { permissionsByType } from './permissions-by-type';
import { statePermissions } from './storage-permissions';

const blocks = z.record(z.string(), z.unknown()).default({});
const stack = z.object({ resource: blocks, data: blocks });

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Characters, without spaces, that AWS allows a managed policy. */
export const longestPolicy = 6144;

/** Types of resources, and of data sources (`data.aws_vpc`), in the stacks below `outdir`. */
export async function typesOf(outdir: string): Promise<Set<string>> {
  const folder = join(outdir, 'stacks');
  const types = new Set<string>();
  for (const name of await readdir(folder)) {
    const text = await readFile(join(folder, name, 'cdk.tf.json'), 'utf8');
    const { resource, data } = stack.parse(JSON.parse(text));
    for (const type of Object.keys(resource)) types.add(type);
    for (const type of Object.keys(data)) types.add(`data.${type}`);
  }
  return types;
}

/** The policy of whoever deploys, changes and destroys `fleet`, whose stacks have resources of these types. */
export function deployerPolicy(fleet: Fleet, types: ReadonlySet<string>, account = '*'): PolicyDocument {
  const arns = new FleetArns(fleet, account);
  const makers = [...types].map((type) => {
    const permissions = permissionsByType[type];
    if (!permissions) throw new Error(`nobody knows yet what deploying ${type} takes`);
    return permissions;
  });
  const all = [...new Set([...makers, statePermissions])].flatMap((permissions) => permissions(fleet, arns));
  return { Version: '2012-10-17', Statement: merged(all).map(statement) };
}

/** One permission for all that are alike but for their actions. */
function merged(permissions: readonly Permission[]): Permission[] {
  const alike = new Map<string, Permission>();
  for (const permission of permissions) {
    const { actions, resources, condition } = permission;
    const key = JSON.stringify([[...resources].sort(), condition]);
    const known = alike.get(key)?.actions ?? [];
    alike.set(key, { ...permission, actions: [...new Set([...known, ...actions])].sort() });
  }
  return [...alike.values()];
}

function statement({ actions, resources, condition }: Permission): Readonly<Record<string, unknown>> {
  return { Effect: 'Allow', Action: actions, Resource: resources, ...(condition && { Condition: condition }) };
}

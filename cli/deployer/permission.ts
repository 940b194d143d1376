import type { Fleet } from '../../config/fleet';
import type { FleetArns } from './fleet-arns';

/** Conditions by operator, then by key. */
export type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What whoever deploys has to be allowed. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Condition | undefined;
}

/** What one type of resource takes. */
export type Permissions = (fleet: Fleet, arns: FleetArns) => readonly Permission[];

/** What knows no narrower resource, and tells no secrets. */
export function look(...actions: readonly string[]): Permissions {
  return () => [{ actions, resources: ['*'] }];
}

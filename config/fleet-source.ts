import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { FleetFileError } from './fleet-file-error';

/** Where a fleet is described. */
export type FleetSource =
  | { readonly kind: 'fleet-file'; readonly name: string; readonly path: string }
  | { readonly kind: 'agent-aws-stack'; readonly configPath: string | undefined };

const defaultName = 'fleet.yaml';
/** Variables without which there is no configuration of agent-aws-stack. */
const decisiveVariables = [
  'SEMAPHORE_AGENT_STACK_CONFIG',
  'SEMAPHORE_AGENT_STACK_NAME',
  'SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME',
] as const;

/** The variables that are set and say that there is a configuration of agent-aws-stack. */
export function stackVariables(env: NodeJS.ProcessEnv): string[] {
  return decisiveVariables.filter((name) => env[name]);
}

/**
 * Finds the fleet's description: the file named by `path` (the --fleet option), else by FLEET_FILE, else fleet.yaml in
 * `cwd`; without any, the configuration of agent-aws-stack. @throws FleetFileError when there is nothing
 */
export function findFleetSource(path: string | undefined, env: NodeJS.ProcessEnv, cwd: string): FleetSource {
  const named = path ?? (env.FLEET_FILE === '' ? undefined : env.FLEET_FILE);
  if (named === '') {
    const message = 'the fleet file is named by an empty text; must be the path of a file';
    throw new FleetFileError([{ file: undefined, line: undefined, path: '', message }]);
  }
  if (named !== undefined) return { kind: 'fleet-file', name: named, path: resolve(cwd, named) };
  const usual = resolve(cwd, defaultName);
  if (existsSync(usual)) return { kind: 'fleet-file', name: defaultName, path: usual };
  if (stackVariables(env).length > 0) {
    return { kind: 'agent-aws-stack', configPath: env.SEMAPHORE_AGENT_STACK_CONFIG || undefined };
  }
  const message =
    'no fleet found; must be one of: a file named with --fleet, a file named by FLEET_FILE, fleet.yaml in the working ' +
    "directory, or agent-aws-stack's configuration (a file named by SEMAPHORE_AGENT_STACK_CONFIG, or SEMAPHORE_AGENT_STACK_NAME and the others)";
  throw new FleetFileError([{ file: undefined, line: undefined, path: '', message }]);
}

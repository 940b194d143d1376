import { importFleet } from './agent-aws-stack/stack-fleet';
import { readStackSource } from './agent-aws-stack/stack-source';
import { resolveEnvironment } from './environment-reference';
import type { Fleet } from './fleet';
import { checkFleet } from './fleet-check';
import { describeProblem, FleetFileError, type Problem } from './fleet-file-error';
import { findFleetSource, stackVariables } from './fleet-source';
import { readFleetYaml } from './fleet-yaml';
import { namedFileProblems } from './named-files';
import type { PlacedMapping } from './placed-value';
import { readSourceText } from './source-text';

export interface LoadOptions {
  /** File named on the command line. @default - FLEET_FILE, else fleet.yaml in `cwd`, else agent-aws-stack's configuration */
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

/** Reads, checks and completes the fleet's description. @throws FleetFileError with everything that is wrong */
export function loadFleet({ path, env, cwd }: LoadOptions): LoadedFleet {
  const source = findFleetSource(path, env, cwd);
  if (source.kind === 'agent-aws-stack') return loadStack(source.configPath, env, cwd);
  const { root, problems } = readFleetYaml(readSourceText(source.path, source.name, 'fleet file'), source.name);
  if (!root) throw new FleetFileError(problems);
  const { fleet, warnings } = complete(root, env, problems);
  const missing = namedFileProblems(fleet, root, cwd);
  if (missing.length > 0) throw new FleetFileError(inFileOrder(missing));
  return { fleet, warnings: [...warnings, ...unusedVariables(source.name, env)], source: source.name };
}

/** People who move have both for a while. */
function unusedVariables(source: string, env: NodeJS.ProcessEnv): string[] {
  const unused = stackVariables(env);
  if (unused.length === 0) return [];
  return [`${source} counts, not agent-aws-stack's configuration, although ${unused.join(' and ')} is set`];
}

/** agent-aws-stack's own configuration, unchanged, as a fleet of one agent type. */
function loadStack(configPath: string | undefined, env: NodeJS.ProcessEnv, cwd: string): LoadedFleet {
  const source = readStackSource(configPath, env, cwd);
  const { checked, remarks } = importFleet(source, env);
  if (!checked.fleet) throw new FleetFileError(checked.problems);
  const told = remarks.map(({ key, text }) => `${source.name}: ${key}: ${text}`);
  return { fleet: checked.fleet, source: source.name, warnings: [...told, ...checked.warnings.map(describeProblem)] };
}

/** The fleet of a YAML text, as if it stood in a file called `name`. @throws FleetFileError */
export function parseFleet(text: string, env: NodeJS.ProcessEnv = {}, name = 'fleet.yaml'): LoadedFleet {
  const { root, problems } = readFleetYaml(text, name);
  if (!root) throw new FleetFileError(problems);
  return { ...complete(root, env, problems), source: name };
}

function complete(root: PlacedMapping, env: NodeJS.ProcessEnv, found: readonly Problem[]) {
  const problems = [...found];
  const resolved = resolveEnvironment(root, env, problems);
  const known = problems.map(placeKey);
  const { fleet, problems: wrong, warnings } = checkFleet(resolved.kind === 'mapping' ? resolved : root);
  problems.push(...wrong.filter((problem) => !known.includes(placeKey(problem))));
  if (!fleet || problems.length > 0) throw new FleetFileError(inFileOrder(problems));
  return { fleet, warnings: warnings.map(describeProblem) };
}

function placeKey({ line, path }: Problem): string {
  return `${line} ${path}`;
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((left, right) => (left.line ?? 0) - (right.line ?? 0));
}

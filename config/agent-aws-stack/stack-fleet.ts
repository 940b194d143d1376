import type { CheckedFleet } from '../fleet-check';
import { checkFleet } from '../fleet-check';
import type { Problem } from '../fleet-file-error';
import { formatPath, type Place } from '../place';
import type { PlacedEntry, PlacedMapping, PlacedValue } from '../placed-value';
import { stackKeys } from './stack-keys';
import { regionOf, regionVariables } from './stack-region';
import { type ImportedSetting, StackSettings } from './stack-settings';
import type { StackSource } from './stack-source';
import { type Remark, StackValues } from './stack-values';

/** An agent-aws-stack configuration as a fleet file of one agent type. */
export interface ImportedFleet {
  /** Paths from the top of the fleet file. */
  readonly settings: readonly ImportedSetting[];
  /** What means something else or nothing here, by key. */
  readonly remarks: readonly Remark[];
  readonly checked: CheckedFleet;
}

/** The fleet that an agent-aws-stack configuration amounts to. */
export function importFleet(source: StackSource, env: NodeJS.ProcessEnv): ImportedFleet {
  const values = new StackValues(source.root);
  const own = new StackSettings(values);
  const settings = [...fleetSettings(values, env), ...agentTypeSettings(values, own.settings)];
  const { fleet, problems, warnings } = checkFleet(placed(settings, values, source));
  const known = values.problems.map(({ path }) => path);
  const others = problems.map(inTheirTerms).filter((problem) => !isConsequence(problem, known));
  const all = [...values.problems, ...others];
  const remarks = [...source.remarks, ...values.remarks];
  return {
    settings,
    remarks,
    checked: { fleet: all.length > 0 ? undefined : fleet, problems: all, warnings: warnings.map(inTheirTerms) },
  };
}

function fleetSettings(values: StackValues, env: NodeJS.ProcessEnv): ImportedSetting[] {
  const settings: ImportedSetting[] = [];
  const name = values.text('SEMAPHORE_AGENT_STACK_NAME');
  if (name === undefined || !stackName.test(name)) values.wrong('SEMAPHORE_AGENT_STACK_NAME', stackNameRule);
  else settings.push({ path: ['name'], value: name, key: 'SEMAPHORE_AGENT_STACK_NAME' });
  const found = regionOf(env);
  if (found) settings.push({ path: ['region'], value: found.region, key: found.variable });
  else values.problems.push(missingRegion);
  const endpoint = values.text('SEMAPHORE_ENDPOINT');
  const organization = values.text('SEMAPHORE_ORGANIZATION');
  if (endpoint !== undefined) {
    settings.push({ path: ['semaphore', 'endpoint'], value: endpoint, key: 'SEMAPHORE_ENDPOINT' });
    if (organization !== undefined) values.remark('SEMAPHORE_ORGANIZATION', 'left out: SEMAPHORE_ENDPOINT wins');
  } else if (organization !== undefined) {
    settings.push({ path: ['semaphore', 'organization'], value: organization, key: 'SEMAPHORE_ORGANIZATION' });
  } else {
    values.wrong('SEMAPHORE_ENDPOINT', 'must be a host name, or SEMAPHORE_ORGANIZATION must be given');
  }
  return settings;
}

const stackName = /^[A-Za-z][A-Za-z0-9-]{0,50}[A-Za-z0-9]$/;
const stackNameRule =
  'must be a name of 2 to 52 letters, digits and hyphens, beginning with a letter (AWS allows 64, and names are derived from it)';

const missingRegion: Problem = {
  file: 'environment',
  line: undefined,
  path: regionVariables[0],
  message: `is missing; must be an AWS region (${regionVariables.slice(1).join(', ')} will do as well)`,
};

function agentTypeSettings(values: StackValues, settings: readonly ImportedSetting[]): ImportedSetting[] {
  const key = 'SEMAPHORE_AGENT_STACK_NAME';
  const stack = values.text(key) ?? 'stack';
  // A stack name that is too long is a mistake of its own; the name made of it is not another.
  const agentType = (stack.startsWith('s1-') ? stack : `s1-${stack}`).slice(0, 62);
  values.remark(
    key,
    `agent-aws-stack does not know the agent type's name; must be the one in Semaphore if that is not ${agentType}`,
  );
  const path = ['agentTypes', agentType];
  // Resource names and the StackName dimension of the metrics stay as they are.
  const prefix: ImportedSetting = { path: [...path, 'resourcePrefix'], value: stack, key };
  return [prefix, ...settings.map((setting) => ({ ...setting, path: [...path, ...setting.path] }))];
}

/** The settings as a fleet file whose values stand where the configuration has them. */
function placed(settings: readonly ImportedSetting[], values: StackValues, { root }: StackSource): PlacedMapping {
  const top = root.place;
  let tree: PlacedMapping = { kind: 'mapping', place: top, entries: new Map() };
  for (const { path, value, key } of settings) {
    const place: Place = { ...values.place(key), name: key };
    tree = grown(tree, [], path.map(String), placedValue(value, place), place);
  }
  return tree;
}

function grown(
  tree: PlacedMapping,
  before: readonly string[],
  [step, ...rest]: readonly string[],
  value: PlacedValue,
  leaf: Place,
): PlacedMapping {
  if (step === undefined) return tree;
  const path = [...before, step];
  const place: Place = { ...leaf, name: formatPath(path) };
  const inner = tree.entries.get(step)?.value;
  const around: PlacedMapping = inner?.kind === 'mapping' ? inner : { kind: 'mapping', place, entries: new Map() };
  // A mapping stands where the first of its settings does.
  const key = tree.entries.get(step)?.key ?? leaf;
  const entry: PlacedEntry = { key, value: rest.length === 0 ? value : grown(around, path, rest, value, leaf) };
  return { ...tree, entries: new Map([...tree.entries, [step, entry]]) };
}

function placedValue(value: unknown, place: Place): PlacedValue {
  if (Array.isArray(value)) return { kind: 'list', place, items: value.map((item) => placedValue(item, place)) };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([name, inner]): [string, PlacedEntry] => [
      name,
      { key: place, value: placedValue(inner, place) },
    ]);
    return { kind: 'mapping', place, entries: new Map(entries) };
  }
  return { kind: 'scalar', place, value };
}

/** What only follows from a problem already told: a value that could not be read is missing, and its default is not meant. */
function isConsequence({ path, message }: Problem, known: readonly string[]): boolean {
  if (path === '' || known.some((key) => path === key || message.includes(key))) return true;
  return message.startsWith('is missing') && /^(?:name|region|semaphore|token)(?:\.|$)/.test(path) && known.length > 0;
}

/** Names settings by their old keys. */
function inTheirTerms(problem: Problem): Problem {
  const renamed = (text: string) =>
    stackKeys.reduce((result, { key, setting }) => {
      const pattern = new RegExp(`(?<![\\w.])${setting.replaceAll('.', '\\.')}(?![\\w.]*\\w)`, 'g');
      return setting.includes('.') && !setting.includes(',') ? result.replace(pattern, key) : result;
    }, text);
  const path = problem.path.replace(/^agentTypes\.[^.]+\.?/, '');
  return { ...problem, path: renamed(path), message: renamed(problem.message) };
}

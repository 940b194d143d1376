import { resolve } from 'node:path';
import { nearestKey } from '../allowed-value';
import { FleetFileError } from '../fleet-file-error';
import { readFleetYaml } from '../fleet-yaml';
import { formatPath, type Place } from '../place';
import type { PlacedEntry, PlacedMapping } from '../placed-value';
import { readSourceText } from '../source-text';
import { stackKeys } from './stack-keys';
import type { Remark } from './stack-values';

/** agent-aws-stack's configuration with the place of every key. */
export interface StackSource {
  /** What it was read from, for messages. */
  readonly name: string;
  readonly root: PlacedMapping;
  readonly remarks: readonly Remark[];
}

const environment = 'environment';

/**
 * Reads the JSON file, if any, and the environment over it: the environment wins, as there, even with an empty value.
 * @throws FleetFileError
 */
export function readStackSource(configPath: string | undefined, env: NodeJS.ProcessEnv, cwd: string): StackSource {
  const file = configPath === undefined ? undefined : readJson(configPath, cwd);
  const place: Place = { file: configPath ?? environment, line: undefined, name: '', isDefault: false };
  const entries = new Map(file?.entries);
  const remarks: Remark[] = [];
  const known: readonly string[] = stackKeys.map(({ key }) => key);
  for (const key of entries.keys()) {
    if (known.includes(key)) continue;
    const nearest = nearestKey(key, known);
    remarks.push({
      key: formatPath([key]),
      text: `is no setting of agent-aws-stack${nearest ? `; did you mean ${nearest}?` : ''}`,
    });
  }
  for (const key of known) {
    const value = env[key];
    if (value === undefined) continue;
    const here: Place = { file: environment, line: undefined, name: key, isDefault: false };
    const entry: PlacedEntry = { key: here, value: { kind: 'scalar', place: here, value } };
    entries.set(key, entry);
  }
  const name = configPath ?? environment;
  return { name, root: { kind: 'mapping', place, entries }, remarks };
}

function readJson(path: string, cwd: string): PlacedMapping {
  const fail = (message: string, line?: number): never => {
    throw new FleetFileError([{ file: path, line, path: '', message }]);
  };
  const text = readSourceText(resolve(cwd, path), path, 'JSON file');
  // JSON is YAML, and YAML tells where everything stands.
  const { root, problems } = readFleetYaml(text, path);
  try {
    JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(reason)?.[1];
    const line = position === undefined ? problems[0]?.line : text.slice(0, Number(position)).split('\n').length;
    // It quotes the file, with its line breaks.
    fail(`the file is no JSON: ${reason.replace(/\s+/g, ' ')}`, line);
  }
  // Of a key that is given twice JSON's readers take the last; which one was meant nobody knows.
  if (root && problems.length > 0) throw new FleetFileError(problems);
  return root ?? fail('the file must be a JSON object');
}

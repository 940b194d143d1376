import type { z } from 'zod';
import { allowedAt, knownKeys, nearestKey, settingsNamed, unknownKeyMessage } from './allowed-value';
import { spelledValue } from './environment-reference';
import type { Finding } from './finding';
import type { Path } from './place';
import { mergeValues, type PlacedMapping, type PlacedValue, plainValue, replaceAt, valueAt } from './placed-value';

/** What a schema says of a mapping, and as much of it as can be used. */
export interface CheckedSettings<Output> {
  readonly findings: readonly Finding[];
  /** The mapping's values, with defaults in place of what is wrong; undefined when nothing of it can be used. */
  readonly output: Output | undefined;
  /** The mapping without what is wrong. */
  readonly root: PlacedMapping;
  /** What was wrong or missing, so that no rule judges a value that only stands in for it. */
  readonly spoilt: readonly Path[];
}

/** Rounds of removing what is wrong; each removes at least one level of it. */
const rounds = 8;

/** Checks `written` against `schema`. `standIn` has values for what is required, used when that is wrong or missing. */
export function checkSettings<Schema extends z.ZodType>(
  schema: Schema,
  written: PlacedMapping,
  standIn: PlacedMapping,
): CheckedSettings<z.output<Schema>> {
  let root = spell(schema, written);
  const findings = withoutMisspelt(issuesOf(schema, root).flatMap((issue) => findingsOf(schema, root, issue)));
  const spoilt: Path[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const complete = round === 0 ? root : mapping(mergeValues(standIn, root), root);
    const parsed = schema.safeParse(plainValue(complete), silent);
    if (parsed.success) return { findings, output: parsed.data, root, spoilt };
    const paths = parsed.error.issues.flatMap((issue) => wrongPaths(root, issue));
    // An item that is gone takes its number with it: the others move up, and are sound.
    spoilt.push(...paths.filter((path) => typeof path.at(-1) !== 'number'));
    for (const path of paths.sort(lastItemsFirst)) root = mapping(replaceAt(root, path, undefined), root);
  }
  return { findings, output: undefined, root, spoilt };
}

/** Our texts stay, zod's own become empty. */
const silent = { error: () => '' };

function issuesOf(schema: z.ZodType, root: PlacedMapping): z.core.$ZodIssue[] {
  return schema.safeParse(plainValue(root), silent).error?.issues ?? [];
}

/** Numbers and booleans that the environment had to spell as text. */
function spell(schema: z.ZodType, root: PlacedMapping): PlacedMapping {
  return issuesOf(schema, root).reduce((tree, { code, path }) => {
    if (code !== 'invalid_type' && code !== 'invalid_value') return tree;
    const at = steps(path);
    const placed = valueAt(tree, at);
    const value = placed?.kind === 'scalar' ? spelledValue(placed) : undefined;
    if (placed?.kind !== 'scalar' || value === undefined) return tree;
    return mapping(replaceAt(tree, at, { ...placed, value }), tree);
  }, root);
}

function findingsOf(schema: z.ZodType, root: PlacedMapping, issue: z.core.$ZodIssue): Finding[] {
  const at = steps(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, at);
    return issue.keys.map((key) => ({
      at: [...at, key],
      others: [],
      message: unknownKeyMessage(key, known, settingsNamed(schema, key)),
      isKey: true,
      meant: nearestKey(key, known),
    }));
  }
  const placed = valueAt(root, at);
  const isWrongType = issue.code === 'invalid_type' || placed === undefined || issue.message === '';
  return [{ at, others: [], message: isWrongType ? allowedAt(schema, at) : issue.message }];
}

/** A required key that is only misspelt is not reported missing as well. */
function withoutMisspelt(findings: readonly Finding[]): Finding[] {
  const misspelt = findings.flatMap(({ at, meant }) => (meant === undefined ? [] : [[...at.slice(0, -1), meant]]));
  return findings.filter(({ at, isKey }) => isKey || !misspelt.some((path) => isSamePath(path, at)));
}

function isSamePath(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

function wrongPaths(root: PlacedMapping, issue: z.core.$ZodIssue): Path[] {
  const at = steps(issue.path);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...at, key]);
  if (valueAt(root, at) || at.length <= 1) return [at];
  return [at, at.slice(0, -1)];
}

/** So that removing one item of a list does not move another that has to go as well. */
function lastItemsFirst(left: Path, right: Path): number {
  const index = Math.min(left.length, right.length) - 1;
  const [before, after] = [left[index], right[index]];
  return typeof before === 'number' && typeof after === 'number' ? after - before : right.length - left.length;
}

function steps(path: readonly PropertyKey[]): Path {
  return path.map((step) => (typeof step === 'number' ? step : String(step)));
}

function mapping(placed: PlacedValue | undefined, otherwise: PlacedMapping): PlacedMapping {
  return placed?.kind === 'mapping' ? placed : { ...otherwise, entries: new Map() };
}

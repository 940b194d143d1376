import type { Problem } from './fleet-file-error';
import type { Path, Place } from './place';
import { formatPath } from './place';
import { nearestPlace, type PlacedMapping, type PlacedValue, valueAt } from './placed-value';
import { looksLikeToken } from './token-text';

/** Something wrong with the value at `at`, perhaps because of the values at `others`. */
export interface Finding {
  readonly at: Path;
  readonly others: readonly Path[];
  /** What is allowed: `must be at most size.max (3)`. */
  readonly message: string;
  /** Unknown keys are placed at the key. */
  readonly isKey?: boolean;
  /** The key that an unknown key is a misspelling of. */
  readonly meant?: string | undefined;
}

/**
 * Where a finding is shown. A contradiction between a default and an agent type's own value stands at the own value;
 * what is wrong in the defaults alone stands there, so that it reads the same for every agent type and is shown once.
 */
export function problemOf(root: PlacedMapping, { at, others, message, isKey }: Finding): Problem {
  if (isKey) {
    const { file, line, name } = keyPlace(root, at);
    return { file, line, path: name, message };
  }
  const placed = valueAt(root, at);
  if (!placed) {
    const { file, line, name } = missingPlace(root, at);
    return { file, line, path: name, message: `is missing; ${message}` };
  }
  const { file, line, name, isDefault } = placed.place;
  const value = describeValue(placed, at);
  const own = isDefault
    ? others.map((path) => valueAt(root, path)?.place).find((place) => place?.isDefault === false)
    : undefined;
  if (!own) return { file, line, path: name, message: `is ${value}; ${message}` };
  const origin = line === undefined ? 'from defaults' : `from defaults, line ${line}`;
  const path = [root.place.name, formatPath(at)].filter((part) => part !== '').join('.');
  return { file, line: own.line, path, message: `is ${value} (${origin}); ${message}` };
}

/** The place of something that is not there: that of the mapping around it, with the name it would have. */
function missingPlace(root: PlacedMapping, at: Path): Place {
  const depth = at.findIndex((_, index) => valueAt(root, at.slice(0, index + 1)) === undefined);
  const around = nearestPlace(root, at);
  const rest = formatPath(at.slice(depth));
  return { ...around, name: [around.name, rest].filter((part) => part !== '').join('.') };
}

function keyPlace(root: PlacedMapping, at: Path): Place {
  const parent = valueAt(root, at.slice(0, -1));
  const key = String(at.at(-1));
  return (parent?.kind === 'mapping' ? parent.entries.get(key)?.key : undefined) ?? nearestPlace(root, at);
}

/** A value as messages show it; never one that may be a secret. */
function describeValue(placed: PlacedValue, at: Path): string {
  if (placed.kind === 'mapping') return placed.entries.size === 0 ? 'an empty mapping' : 'set';
  if (placed.kind === 'list') return placed.items.length === 0 ? 'an empty list' : shorten(listText(placed.items, at));
  if (placed.value === null || placed.value === undefined) return 'empty';
  if (at.includes('env')) return 'a value that is not shown';
  if (typeof placed.value === 'string' && looksLikeToken(placed.value)) return 'a value that is not shown';
  if (typeof placed.value === 'number') return String(placed.value);
  return shorten(JSON.stringify(placed.value) ?? String(placed.value));
}

function listText(items: readonly PlacedValue[], at: Path): string {
  return `[${items.map((item) => describeValue(item, at)).join(', ')}]`;
}

function shorten(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 97)}...`;
}

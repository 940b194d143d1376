import type { Path, Place } from './place';

/** A value of the fleet file together with the place where it stands. */
export type PlacedValue = PlacedScalar | PlacedList | PlacedMapping;

export interface PlacedScalar {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: unknown;
  /** Whether any of it came from an environment variable. */
  readonly injected?: boolean;
}

interface PlacedList {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: readonly PlacedValue[];
}

export interface PlacedMapping {
  readonly kind: 'mapping';
  readonly place: Place;
  readonly entries: ReadonlyMap<string, PlacedEntry>;
}

export interface PlacedEntry {
  /** Where the key stands. */
  readonly key: Place;
  readonly value: PlacedValue;
}

/** The value without its places. */
export function plainValue(placed: PlacedValue): unknown {
  if (placed.kind === 'scalar') return placed.value;
  if (placed.kind === 'list') return placed.items.map(plainValue);
  return Object.fromEntries([...placed.entries].map(([key, { value }]) => [key, plainValue(value)]));
}

/** What stands at `path`; undefined when nothing does. */
export function valueAt(root: PlacedValue, path: Path): PlacedValue | undefined {
  return path.reduce<PlacedValue | undefined>((placed, step) => childOf(placed, step), root);
}

/** The place of what stands at `path`, or of the nearest thing around it. */
export function nearestPlace(root: PlacedValue, path: Path): Place {
  let placed = root;
  for (const step of path) {
    const child = childOf(placed, step);
    if (!child) break;
    placed = child;
  }
  return placed.place;
}

function childOf(placed: PlacedValue | undefined, step: string | number): PlacedValue | undefined {
  if (placed?.kind === 'mapping') return placed.entries.get(String(step))?.value;
  if (placed?.kind === 'list' && typeof step === 'number') return placed.items[step];
  return undefined;
}

/** `own` over `base`: mappings key by key, anything else as a whole. */
export function mergeValues(base: PlacedValue | undefined, own: PlacedValue): PlacedValue {
  if (base?.kind !== 'mapping' || own.kind !== 'mapping') return own;
  const entries = new Map(base.entries);
  for (const [key, entry] of own.entries) {
    entries.set(key, { key: entry.key, value: mergeValues(base.entries.get(key)?.value, entry.value) });
  }
  return { kind: 'mapping', place: own.place, entries };
}

/** The mapping without some of its keys. */
export function withoutKeys(mapping: PlacedMapping, isUnwanted: (key: string) => boolean): PlacedMapping {
  return { ...mapping, entries: new Map([...mapping.entries].filter(([key]) => !isUnwanted(key))) };
}

/** The value with `replacement` at `path`, or, when that is undefined, with nothing there. */
export function replaceAt(
  placed: PlacedValue,
  path: Path,
  replacement: PlacedValue | undefined,
): PlacedValue | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return replacement;
  if (placed.kind === 'list') {
    const items = placed.items.flatMap((item, index) =>
      index === step ? (replaceAt(item, rest, replacement) ?? []) : item,
    );
    return { ...placed, items };
  }
  if (placed.kind === 'scalar') return placed;
  const entries = [...placed.entries].flatMap(([name, { key, value }]): [string, PlacedEntry][] => {
    const kept = name === step ? replaceAt(value, rest, replacement) : value;
    return kept ? [[name, { key, value: kept }]] : [];
  });
  return { ...placed, entries: new Map(entries) };
}

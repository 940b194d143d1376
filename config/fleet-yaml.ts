import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { Problem } from './fleet-file-error';
import { formatPath, type Path, type Place } from './place';
import type { PlacedEntry, PlacedMapping, PlacedValue } from './placed-value';
import { describeSyntaxError, duplicateKey, isOpenQuote } from './yaml-syntax-error';

/** More values than any fleet needs; stops aliases that multiply without end. */
const mostValues = 50_000;
/** More levels than any fleet needs; stops nesting before the call stack does. */
const mostLevels = 100;

/** What a YAML text holds: a mapping with places, and what is wrong with it. */
export interface FleetYaml {
  /** Undefined when the text cannot be read at all. */
  readonly root: PlacedMapping | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the text of `file`. Anchors, aliases and merge keys (`<<`) count where they are used. */
export function readFleetYaml(text: string, file: string): FleetYaml {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const problem = (offset: number, path: string, message: string): Problem => ({
    file,
    line: Math.max(1, lines.linePos(offset).line),
    path,
    message,
  });
  const [document, second] = [...documents];
  const isEmpty = !document || document.contents === null;
  if (isEmpty && (document?.errors.length ?? 0) === 0) {
    return {
      root: undefined,
      problems: [problem(0, '', 'the file is empty; docs/configuration.md has a fleet of five lines')],
    };
  }
  if (!document) return { root: undefined, problems: [] };
  if (second) {
    const start = second.range?.[0] ?? 0;
    return { root: undefined, problems: [problem(start, '', 'a second document begins here; must be one document')] };
  }
  const broken = [...document.errors, ...document.warnings];
  const reader = new NodeReader(document, file, lines);
  if (broken.some((error) => !duplicateKey(error))) {
    const found = broken.map((error) => {
      const quote = isOpenQuote(error) ? quotedAround(document, error.pos[0]) : undefined;
      return problem(quote ?? error.pos[0], '', describeSyntaxError(error, text));
    });
    return { root: undefined, problems: firstOfEachLine(found) };
  }
  const root = reader.read(document.contents, [], undefined);
  if (reader.isTooMuch) return { root: undefined, problems: reader.problems.slice(-1) };
  const doubled = broken.map((error) => problem(error.pos[0], '', describeSyntaxError(error, text)));
  const problems = [...doubled, ...reader.problems];
  if (root.kind === 'mapping') return { root, problems };
  return { root: undefined, problems: [...problems, problem(0, '', 'the file must be a mapping: name, region, ...')] };
}

/** Where the quoted text begins that reaches to `offset`: what is wrong shows where the file ends, not where it is. */
function quotedAround(document: Document.Parsed, offset: number): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (isQuoted && range && range[0] <= offset && offset <= range[2]) start = range[0];
    },
  });
  return start;
}

function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index);
}

/** Turns YAML nodes into placed values. */
class NodeReader {
  readonly problems: Problem[] = [];
  /** Whether reading was given up; the last problem says why. */
  isTooMuch = false;
  private count = 0;
  /** Anchored values that are being read. */
  private readonly open: Node[] = [];
  private readonly targets: ReadonlyMap<Alias, Node>;

  constructor(
    document: Document.Parsed,
    private readonly file: string,
    private readonly lines: LineCounter,
  ) {
    this.targets = aliasTargets(document);
  }

  /** `key` is where the node's key stands: mappings and lists are placed there, scalars where they stand themselves. */
  read(node: unknown, path: Path, key: Place | undefined): PlacedValue {
    const place = this.placeOf(node, path);
    const nothing: PlacedValue = { kind: 'scalar', place, value: undefined };
    this.count += 1;
    if (path.length > mostLevels) this.giveUp(node, `has more than ${mostLevels} levels`);
    if (this.count > mostValues)
      this.giveUp(node, `has more than ${mostValues} values, aliases counted where they are used`);
    if (this.isTooMuch) return nothing;
    if (isAlias(node)) return this.readAlias(node, path) ?? nothing;
    if (isMap(node)) return { kind: 'mapping', place: key ?? place, entries: this.entries(node.items, path) };
    if (isSeq(node)) {
      return {
        kind: 'list',
        place: key ?? place,
        items: node.items.map((item, index) => this.read(item, [...path, index], undefined)),
      };
    }
    return { kind: 'scalar', place: key && !isScalar(node) ? key : place, value: isScalar(node) ? node.value : null };
  }

  private readAlias(node: Alias, path: Path): PlacedValue | undefined {
    const target = this.targets.get(node);
    if (!target) {
      this.report(node, path, `is *${node.source}; there is no anchor &${node.source} before it`);
      return undefined;
    }
    if (this.open.includes(target)) {
      this.report(node, path, `is *${node.source}, which holds itself; an anchor must not stand inside its own value`);
      return undefined;
    }
    this.open.push(target);
    const placed = this.read(target, path, undefined);
    this.open.pop();
    return placed;
  }

  private entries(pairs: readonly { key: unknown; value: unknown }[], path: Path): Map<string, PlacedEntry> {
    const own = new Map<string, PlacedEntry>();
    const merged = new Map<string, PlacedEntry>();
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) {
        for (const [name, entry] of this.mergedEntries(value, path)) if (!merged.has(name)) merged.set(name, entry);
        continue;
      }
      const name = isScalar(key) && key.value !== null ? String(key.value) : undefined;
      if (name === undefined || name === '__proto__') {
        this.report(key, path, 'has a key that is no name; must be text');
        continue;
      }
      const place = this.placeOf(key, [...path, name]);
      const placed = this.read(value, [...path, name], place);
      if (!own.has(name)) own.set(name, { key: place, value: placed });
    }
    return new Map([...merged, ...own]);
  }

  private mergedEntries(node: unknown, path: Path): ReadonlyMap<string, PlacedEntry> {
    const target = isAlias(node) ? this.targets.get(node) : node;
    if (isSeq(target)) {
      const sources = target.items.map((item) => [...this.mergedEntries(item, path)]);
      return new Map(sources.reverse().flat());
    }
    const known = this.problems.length;
    const placed = this.read(node, path, undefined);
    if (placed.kind === 'mapping') return placed.entries;
    if (this.problems.length === known)
      this.report(node, path, 'has a merge key (<<) that is no mapping; must be an alias of a mapping');
    return new Map();
  }

  private placeOf(node: unknown, path: Path): Place {
    const offset = hasRange(node) ? (node.range?.[0] ?? 0) : 0;
    const line = Math.max(1, this.lines.linePos(offset).line);
    return { file: this.file, line, name: formatPath(path), isDefault: path[0] === 'defaults' };
  }

  private giveUp(node: unknown, reason: string): void {
    if (!this.isTooMuch) this.report(node, [], reason);
    this.isTooMuch = true;
  }

  private report(node: unknown, path: Path, message: string): void {
    if (this.isTooMuch) return;
    const { line, name } = this.placeOf(node, path);
    this.problems.push({ file: this.file, line, path: name === '' ? 'the file' : name, message });
  }
}

/** What each alias stands for: the last node before it with that anchor. One pass, where `resolve` takes one an alias. */
function aliasTargets(document: Document.Parsed): Map<Alias, Node> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchored.set(node.anchor, node);
        return;
      }
      const target = anchored.get(node.source);
      if (target) targets.set(node, target);
    },
  });
  return targets;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === 'symbol';
}

function hasRange(node: unknown): node is { range?: [number, number, number] | null } {
  return typeof node === 'object' && node !== null && 'range' in node;
}

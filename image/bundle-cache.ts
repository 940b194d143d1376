import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSources } from './bundle-sources';
import { sha256 } from './image-content';

/** What a bundle is made from, relative to the repository. */
export interface BundleInputs {
  /** Programs to bundle; what they import counts as well. */
  readonly entries: readonly string[];
  /** Files that say how. */
  readonly settings: readonly string[];
}

/** Entries that stay, so that going to and fro between branches needs no building. */
const keptEntries = 10;
const digestLength = 64;

/**
 * The bundle of an earlier run that was made from the very same inputs, as building it takes half of the time of a
 * synthesis. It lives in node_modules/.cache, which may go at any time.
 */
export class BundleCache {
  private readonly folder: string;
  /** Undefined where it cannot be known what a bundle would be made from. */
  private readonly name: string | undefined;

  constructor(
    private readonly root: string,
    private readonly inputs: BundleInputs,
  ) {
    this.folder = join(root, 'node_modules', '.cache', 'agent-fleet');
    this.name = inputsHash(root, inputs);
  }

  /** The kept bundle; undefined when there is none, or only a damaged one. */
  read(): Buffer | undefined {
    const stored = this.name === undefined ? undefined : contentOf(join(this.folder, this.name));
    if (!stored) return undefined;
    const content = stored.subarray(digestLength);
    return stored.subarray(0, digestLength).toString() === sha256(content) ? content : undefined;
  }

  /** Keeps `bundle`, which was built after this cache was made. Where that is impossible, the next run builds as well. */
  keep(bundle: Buffer): void {
    // Who edits a file in the meantime and takes it back must not find what was built in between.
    if (this.name === undefined || inputsHash(this.root, this.inputs) !== this.name) return;
    // Under its name it is always whole: other runs may be reading and writing it.
    const unfinished = join(this.folder, `${this.name}.${randomUUID()}`);
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(unfinished, Buffer.concat([Buffer.from(sha256(bundle)), bundle]));
      renameSync(unfinished, join(this.folder, this.name));
      this.removeOld();
    } catch {
      // A file system that is full or may only be read.
    }
  }

  private removeOld(): void {
    const byAge = readdirSync(this.folder)
      .map((name) => join(this.folder, name))
      .map((path) => ({ path, age: -statSync(path).mtimeMs }))
      .sort((one, other) => one.age - other.age);
    for (const { path } of byAge.slice(keptEntries)) rmSync(path, { force: true });
  }
}

function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    // Not there, just now removed by another run, or somebody else's.
    return undefined;
  }
}

/** Hash of all that decides what is in a bundle: sources, settings, and the packages that npm says it installed, the bundler among them. */
function inputsHash(root: string, { entries, settings }: BundleInputs): string | undefined {
  const installed = 'node_modules/.package-lock.json';
  // The repository's own lock file says what ought to be there.
  if (!existsSync(join(root, installed))) return undefined;
  const sources = entries.flatMap((entry) => bundleSources(root, entry).files);
  const files = [...new Set([...sources, ...settings, installed])].sort();
  return sha256(files.map((name) => `${sha256(readFileSync(join(root, name)))} ${name}`).join('\n'));
}

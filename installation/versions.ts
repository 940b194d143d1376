import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VersionsError } from './versions-error';

export const targets = ['linux-x86_64', 'linux-arm64', 'macos-x86_64', 'macos-arm64', 'windows-x86_64'] as const;

/** What a file is made for: operating system and processor architecture. */
export type Target = (typeof targets)[number];

const file = z.strictObject({
  url: z.string().regex(/^https?:\/\/\S+$/),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

const item = z.strictObject({
  version: z.string().min(1),
  source: z.string().min(1),
  files: z.partialRecord(z.enum(targets), file),
});

export const items = ['node', 'agent', 'toolbox', 'cloudWatchAgent', 'awsCli', 'yq', 'ssmAgent'] as const;

/** Something that its vendor offers for download. */
export type Item = (typeof items)[number];

const packages = z.array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/));

/** `versions.json`: every program that is installed on an instance and is not part of this repository. */
const versionsSchema = z.strictObject({
  node: item.describe('Runs the supervisor'),
  agent: item.describe("Semaphore's agent"),
  toolbox: item.describe("Semaphore's commands for jobs"),
  cloudWatchAgent: item.describe('Ships logs and metrics'),
  awsCli: item.describe('For jobs; nothing of agent-fleet needs it'),
  yq: item.describe('For jobs'),
  ssmAgent: item.describe('Session Manager, for images without snapd'),
  aptPackages: z
    .strictObject({ tools: packages, docker: packages, erlang: packages })
    .describe("Packages of the distribution, which its own keys sign; `when` of Semaphore's toolbox runs on Erlang"),
});

export type Versions = z.output<typeof versionsSchema>;

/** A file to download, and the only content that is accepted. */
export interface PinnedFile {
  readonly item: Item;
  readonly version: string;
  readonly url: string;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/** Where this repository keeps the versions. */
export const versionsPath = join(__dirname, 'versions.json');

/** What was read last: a fleet of a hundred agent types reads the same file a hundred times. */
let latest: { readonly text: string; readonly versions: Versions } | undefined;

/** Reads a versions file. @throws VersionsError that names the first wrong place */
export function readVersions(path: string = versionsPath): Versions {
  const text = orVersionsError(path, () => readFileSync(path, 'utf8'));
  if (latest?.text !== text) latest = { text, versions: parseVersions(path, text) };
  return latest.versions;
}

function parseVersions(path: string, text: string): Versions {
  const parsed = versionsSchema.safeParse(orVersionsError(path, () => JSON.parse(text)));
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw new VersionsError(`${path}: ${problem?.path.join('.') || 'all of it'}: ${problem?.message}`);
}

function orVersionsError<A>(path: string, read: () => A): A {
  try {
    return read();
  } catch (error) {
    throw new VersionsError(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** The file of `name` for `target`. Throws where it has no checksum, as nothing unchecked is ever installed. */
export function pinnedFile(versions: Versions, name: Item, target: Target): PinnedFile {
  const { version, files } = versions[name];
  const { url, sha256 } = files[target] ?? {};
  if (url === undefined) throw new VersionsError(`there is no ${name} for ${target} in versions.json`);
  if (sha256 === undefined) {
    throw new VersionsError(
      `${name} ${version} for ${target} has no checksum in versions.json; \`fleet image pin\` downloads it once and records it`,
    );
  }
  return { item: name, version, url: url.replaceAll('{version}', version), sha256 };
}

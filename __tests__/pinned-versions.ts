import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVersions, type Versions } from '../installation/versions';

/** The repository's versions as if every file had a checksum. */
export function pinnedVersions(): Versions {
  const sha256 = createHash('sha256').digest('hex');
  const { aptPackages, ...items } = readVersions();
  for (const { files } of Object.values(items)) for (const file of Object.values(files)) file.sha256 ??= sha256;
  return { ...items, aptPackages };
}

/** Path of a file with them. */
export function pinnedVersionsFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'versions-')), 'versions.json');
  writeFileSync(path, JSON.stringify(pinnedVersions()));
  return path;
}

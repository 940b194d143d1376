import { createHash } from 'node:crypto';
import { type Item, items, type Versions } from './versions';

/** SHA-256 in hexadecimal of what is at `url`. */
export type Download = (url: string) => Promise<string>;

/** What is to be recorded: of one item, or of all; with a version, that one in place of what was recorded before. */
export interface PinOptions {
  readonly item?: Item | undefined;
  readonly version?: string | undefined;
}

/** Versions with more checksums than before, and what became of each file that had none. */
export interface Pinning {
  readonly versions: Versions;
  readonly recorded: readonly { readonly url: string; readonly sha256: string }[];
  readonly failed: readonly { readonly url: string; readonly error: string }[];
}

const source = 'downloaded and recorded by `fleet image pin`';

/** Downloads what has no checksum and records it: from then on nothing else is accepted. */
export async function pin(versions: Versions, { item, version }: PinOptions, download: Download): Promise<Pinning> {
  const result = structuredClone(versions);
  const recorded: { url: string; sha256: string }[] = [];
  const failed: { url: string; error: string }[] = [];
  for (const name of item === undefined ? items : [item]) {
    const entry = result[name];
    if (version !== undefined) forget(entry, version);
    for (const file of Object.values(entry.files)) {
      if (file.sha256 !== undefined) continue;
      const url = file.url.replaceAll('{version}', entry.version);
      try {
        file.sha256 = await download(url);
        recorded.push({ url, sha256: file.sha256 });
        if (!entry.source.includes(source)) entry.source = `${entry.source}; the others: ${source}`;
      } catch (error) {
        failed.push({ url, error: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  // A version of which there is no file at all is most likely misspelt, and the old one is still good.
  const isMisspelt = version !== undefined && recorded.length === 0;
  return { versions: isMisspelt ? versions : result, recorded, failed };
}

function forget(entry: Versions[Item], version: string): void {
  entry.version = version;
  entry.source = source;
  for (const file of Object.values(entry.files)) delete file.sha256;
}

/** Downloads with HTTP and keeps nothing. */
export const downloadChecksum: Download = async (url) => {
  const response = await fetch(url, { signal: AbortSignal.timeout(600_000) });
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
  const hash = createHash('sha256');
  for await (const chunk of response.body) hash.update(chunk);
  return hash.digest('hex');
};

/** The text of a versions file, formatted as this repository formats JSON. */
export function versionsText(versions: Versions): string {
  const text = JSON.stringify(versions, undefined, 2);
  const lists = text.replace(/\[\s*("[^\]]*")\s*\]/g, (_, list: string) => `[${list.replace(/\s*\n\s*/g, ' ')}]`);
  return `${lists}\n`;
}

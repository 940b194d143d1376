import { inflateRawSync } from 'node:zlib';

/** Signatures and offsets: https://pkwareservices.com/documents/casestudies/APPNOTE.TXT (4.3.7, 4.3.12, 4.3.16). */
const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const entryHeaderLength = 46;
const localHeaderLength = 30;
const deflated = 8;

export interface ZipEntry {
  /** Path with slashes; ends with one for a folder. */
  readonly path: string;
  readonly content: Buffer;
}

/** Files of a ZIP archive. @throws when it is none */
export function zipEntries(archive: Buffer): ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory) throw new Error('this is no ZIP archive');
  const count = archive.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(offset) !== directoryEntry) throw new Error('the ZIP archive is damaged');
    const nameLength = archive.readUInt16LE(offset + 28);
    const path = archive.toString('utf8', offset + entryHeaderLength, offset + entryHeaderLength + nameLength);
    entries.push({ path, content: content(archive, offset) });
    offset += entryHeaderLength + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return entries;
}

function content(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const length = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const start = header + localHeaderLength + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const bytes = archive.subarray(start, start + length);
  return method === deflated ? inflateRawSync(bytes) : bytes;
}

import { crc32, deflateRawSync } from 'node:zlib';

/** 1 January 1980, the first date of the format: an archive depends on nothing but its content. */
const dosDate = 0x0021;
const deflated = 8;
const version = 20;
/** A regular file that everybody may read; Lambda runs the code as another user. */
const unixMode = 0o100644 << 16;

/**
 * A ZIP archive of one file. CDKTF's own archives carry the time at which they were made.
 * Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3
 */
export function zipArchive(name: string, content: Buffer): Buffer {
  const fileName = Buffer.from(name);
  const data = deflateRawSync(content, { level: 9 });
  const entry = Buffer.concat([
    uint16(version),
    uint16(0), // flags
    uint16(deflated),
    uint16(0), // time
    uint16(dosDate),
    uint32(crc32(content)),
    uint32(data.length),
    uint32(content.length),
    uint16(fileName.length),
    uint16(0), // extra field
  ]);
  const file = Buffer.concat([Buffer.from('PK\x03\x04'), entry, fileName, data]);
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    uint16((3 << 8) | version), // made on Unix, so that the mode counts
    entry,
    uint16(0), // comment
    uint16(0), // disk
    uint16(0), // internal attributes
    uint32(unixMode >>> 0),
    uint32(0), // offset of the file
    fileName,
  ]);
  const end = Buffer.concat([
    Buffer.from('PK\x05\x06'),
    uint32(0), // disks
    uint16(1),
    uint16(1),
    uint32(directory.length),
    uint32(file.length),
    uint16(0), // comment
  ]);
  return Buffer.concat([file, directory, end]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

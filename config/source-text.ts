import { readFileSync } from 'node:fs';
import { errorCode } from './error-code';
import { FleetFileError } from './fleet-file-error';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a directory',
  EACCES: 'permission denied',
  ENOTDIR: 'a part of its path is no directory',
  ELOOP: 'its symbolic links go in a circle',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8 text',
};

/**
 * The UTF-8 text of a file, without a byte order mark. Messages call it `name`, a `kind` of file.
 * @throws FleetFileError when it cannot be read
 */
export function readSourceText(path: string, name: string, kind: 'fleet file' | 'JSON file'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    const message = `cannot read the ${kind}: ${fileFailure(error)}`;
    throw new FleetFileError([{ file: name, line: undefined, path: '', message }]);
  }
}

/** Why a file could not be read or written, in words. */
export function fileFailure(error: unknown): string {
  const code = errorCode(error) ?? String(error);
  return reasons[code] ?? code;
}

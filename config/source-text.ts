import { readFileSync } from 'node:fs';
import { errorCode } from './error-code';
import { FleetFileError } from './fleet-file-error';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read',
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
    const code = errorCode(error) ?? String(error);
    const message = `cannot read the ${kind}: ${reasons[code] ?? code}`;
    throw new FleetFileError([{ file: name, line: undefined, path: '', message }]);
  }
}

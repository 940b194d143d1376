import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileFailure } from '../config/source-text';
import { UserError } from './user-error';

/** The text of a file that the user named. @throws UserError when it cannot be read */
export function readInputFile(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new UserError(`could not read ${file}: ${fileFailure(cause)}`, 1, { cause });
  }
}

import { appendFileSync } from 'node:fs';

/**
 * Where the supervisor's lines go: into a file where one is named, else to standard output. Windows needs the file: the
 * one that cmd redirects into is closed to everybody else, so that it could never be begun anew.
 */
export function lineWriter(path: string | undefined): (line: string) => void {
  if (path === undefined) return (line) => void process.stdout.write(`${line}\n`);
  return (line) => {
    try {
      appendFileSync(path, `${line}\n`);
    } catch {
      // The disk is full, for example: that stops nobody.
    }
  };
}

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kit } from './kit';

/** Writes the files of a kit into a folder, which is made where it is missing. */
export function writeKit(folder: string, kit: Kit): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of kit) {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, name === 'install.sh' ? 0o755 : 0o644);
  }
}

import { statfs } from 'node:fs/promises';

/** Share of the file system below `path` that is in use, in percent. */
export async function usedPercent(path: string): Promise<number> {
  const { blocks, bavail } = await statfs(path);
  return blocks === 0 ? 0 : 100 * (1 - bavail / blocks);
}

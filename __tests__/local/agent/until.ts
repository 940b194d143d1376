import { setTimeout } from 'node:timers/promises';

/** Waits until `look` finds something; fails after `limit` milliseconds. */
export async function until<T>(what: string, look: () => T | undefined | false, limit = 90_000): Promise<T> {
  const deadline = Date.now() + limit;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await setTimeout(20);
  }
}

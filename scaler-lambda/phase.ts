/** Milliseconds over which scalers that are invoked at once spread their ticks: the time from one tick to the next. */
const spread = 5000;

/**
 * Milliseconds after the start of an invocation at which a scaler begins to tick: for each name another, and always the
 * same, so that its ticks stay as far apart. An account with many scalers has one rate of requests for all of them.
 */
export function phaseOf(name: string): number {
  // FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % spread;
}

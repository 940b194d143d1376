/** Milliseconds between two ticks while there are jobs, over which those of scalers spread. */
const tickSpread = 5000;

/** Milliseconds after the start of an invocation at which a scaler begins to tick. */
export function tickPhase(name: string): number {
  return Math.floor(tickSpread * spreadOf(`${name} tick`));
}

/**
 * A share from 0 to 1, for each name another and always the same. Scalers that are invoked in one instant spread their
 * requests by it: an account has one rate of requests for all of them.
 */
export function spreadOf(name: string): number {
  // FNV-1a, whose last bits change most: http://www.isthe.com/chongo/tech/comp/fnv/
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash % 65_536) / 65_536;
}

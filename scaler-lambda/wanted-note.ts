import * as z from 'zod/mini';
import { parseWantedCapacity, type WantedCapacity } from '../config/wanted-capacity';
import { noBoots } from './boots';
import type { SizingMemory } from './sizing';

/** What instances were told, and when (in seconds). */
export interface WantedNote extends WantedCapacity {
  readonly at: number;
}

/** What the parameter holds: for instances, and for the scaler after its next cold start. */
export interface Recollection {
  readonly note: WantedNote;
  readonly memory: SizingMemory;
}

/** Seconds between two notes: an account may write three parameters in a second, and instances ask the queue themselves. */
const leastInterval = 60;

/** Seconds that the clocks of two machines may be apart. */
const clockSkew = 60;

/** Whether what is wanted differs so much from the note that another is worth a request. */
export function isWorthNoting(note: WantedNote | undefined, wanted: WantedCapacity, now: number): boolean {
  if (!note || note.at > now || note.min !== wanted.min || note.max !== wanted.max) return true;
  const isSame = note.spare === wanted.spare && note.wanted === wanted.wanted;
  return !isSame && now - note.at >= leastInterval;
}

const amount = z.number().check(z.nonnegative(), z.maximum(1e12));
const count = z.int().check(z.nonnegative(), z.maximum(1e12));
const memory = z.object({
  /** Another meaning of these numbers gets another version. */
  version: z.literal(1),
  demand: z.object({
    at: amount,
    jobs: z.object({ queued: count, running: count }),
    rate: amount,
    finished: amount,
    finishedAt: z.optional(amount),
    arrivals: amount,
    windowStart: amount,
    expected: amount,
    deviation: amount,
  }),
  bootSeconds: z.optional(amount),
});
const parameter = z.object({ memory });

/** The parameter's value. Launches that are under way are not kept: after a cold start nobody knows when they began. */
export function formatRecollection({ note, memory }: Recollection): string {
  const { at: _, ...wanted } = note;
  return JSON.stringify({
    ...wanted,
    memory: { version: 1, demand: memory.demand, bootSeconds: memory.boots.seconds },
  });
}

/** Undefined for a value that nobody has written yet, that another version wrote, or that comes from the future. */
export function parseRecollection(text: string, now: number): Recollection | undefined {
  const wanted = parseWantedCapacity(text);
  if (!wanted) return undefined;
  const result = parameter.safeParse(JSON.parse(text));
  if (!result.success || result.data.memory.demand.at > now + clockSkew) return undefined;
  const { demand, bootSeconds } = result.data.memory;
  const known = { ...demand, finishedAt: demand.finishedAt };
  return { note: { ...wanted, at: demand.at }, memory: { demand: known, boots: { ...noBoots, seconds: bootSeconds } } };
}

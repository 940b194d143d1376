import * as z from 'zod/mini';

/**
 * What the scaler tells instances that could leave: JSON in the SSM parameter `/agent-fleet/<prefix>/wanted`. It is
 * written when `spare` changes and from time to time, so that instances look at the queue themselves if they can.
 * Fields beside these are the scaler's own memory.
 */
export const wantedCapacity = z.object({
  /** Instances that the group should have, when that was written. */
  wanted: z.int().check(z.nonnegative()),
  /** Agents that should be there beyond those that jobs hold or wait for. */
  spare: z.int().check(z.nonnegative()),
  /** Sizes of the group that hold now: those of a schedule, where there is one. */
  min: z.int().check(z.nonnegative()),
  max: z.int().check(z.nonnegative()),
});

export type WantedCapacity = z.output<typeof wantedCapacity>;

/** Undefined for a parameter that nobody has written yet, or that holds something else. */
export function parseWantedCapacity(text: string | undefined): WantedCapacity | undefined {
  return wantedCapacity.safeParse(parseJson(text)).data;
}

/** Name of the parameter. */
export function wantedParameterName(resourcePrefix: string): string {
  return `/agent-fleet/${resourcePrefix}/wanted`;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

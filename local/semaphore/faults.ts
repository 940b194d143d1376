import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

/** Calls of the agent API that can be made to fail. */
const calls = ['register', 'sync', 'job', 'jobs', 'refresh', 'disconnect', 'metrics', 'log', 'callback'] as const;
export type Call = (typeof calls)[number];

const scope = {
  /** The calls that fail. @default - all of them */
  calls: z.array(z.enum(calls)).default([...calls]),
  /** How many requests fail before all is well again. @default - until the faults are changed */
  times: z.int().positive().optional(),
};

/** One way to fail. */
const fault = z.discriminatedUnion('kind', [
  /** The connection is closed without an answer, as when the hub is down. */
  z.strictObject({ kind: z.literal('away'), ...scope }),
  /** The connection is reset in the middle of an answer; the request has taken effect. */
  z.strictObject({ kind: z.literal('reset'), ...scope }),
  z.strictObject({ kind: z.literal('status'), status: z.int().min(400).max(599), ...scope }),
  /** The answer comes `delay` milliseconds late. */
  z.strictObject({ kind: z.literal('slow'), delay: z.int().min(0), ...scope }),
  /** Status 200 and a body that is not JSON. */
  z.strictObject({ kind: z.literal('invalid-json'), ...scope }),
]);
export const faultList = z.array(fault);
export type Fault = z.infer<typeof fault>;
/** A `Fault` before its defaults are filled in. */
export type FaultInput = z.input<typeof fault>;

/** What goes wrong at the moment. */
export class Faults {
  private active: Fault[] = [];

  get list(): readonly Fault[] {
    return this.active;
  }

  set(faults: readonly Fault[]): void {
    this.active = [...faults];
  }

  /** The fault that hits this request, if any; counts it. */
  strike(call: Call): Fault | undefined {
    const hit = this.active.find((candidate) => candidate.calls.includes(call));
    if (hit?.times === undefined) return hit;
    const rest = hit.times > 1 ? [{ ...hit, times: hit.times - 1 }] : [];
    this.active = this.active.flatMap((candidate) => (candidate === hit ? rest : [candidate]));
    return hit;
  }
}

/** Answers in place of the hub where the fault leaves no room for it; true if it did. */
export async function failBefore(found: Fault | undefined, response: ServerResponse): Promise<boolean> {
  if (found?.kind === 'slow') await setTimeout(found.delay, undefined, { ref: false });
  if (found?.kind === 'away') response.socket?.destroy();
  if (found?.kind === 'status') response.writeHead(found.status).end(`fault: status ${found.status}`);
  if (found?.kind === 'invalid-json') response.writeHead(200, { 'content-type': 'application/json' }).end('{"jobs": {');
  return found !== undefined && found.kind !== 'slow' && found.kind !== 'reset';
}

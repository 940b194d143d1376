import { z } from 'zod';

const decision = z.object({ DesiredCapacity: z.number(), Reason: z.string(), FiguresAge: z.number().optional() });
const logLine = z.object({ message: z.string() });
const raised = z.object({ from: z.number(), to: z.number(), reason: z.string() });

/** What a line of the scaler's log says. */
export type ScalerLine =
  | {
      readonly kind: 'decision';
      readonly desired: number;
      readonly reason: string;
      /** Seconds of the fleet since it read the queue. */
      readonly figuresAge: number | undefined;
    }
  | { readonly kind: 'raised'; readonly from: number; readonly to: number; readonly reason: string }
  | { readonly kind: 'trouble'; readonly text: string };

/** Reads one line; undefined when it says nothing that people watch for. */
export function scalerLine(line: string): ScalerLine | undefined {
  const value = json(line);
  const metric = decision.safeParse(value);
  if (metric.success) {
    const { DesiredCapacity: desired, Reason: reason, FiguresAge: figuresAge } = metric.data;
    return { kind: 'decision', desired, reason, figuresAge };
  }
  const up = raised.safeParse(value);
  if (up.success) return { kind: 'raised', ...up.data };
  const entry = logLine.extend({ level: z.literal('error'), error: z.string().optional() }).safeParse(value);
  if (!entry.success) return undefined;
  const { message, error } = entry.data;
  return { kind: 'trouble', text: error === undefined ? message : `${message}: ${error}` };
}

function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

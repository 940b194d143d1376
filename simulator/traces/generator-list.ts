import { Random } from '../random';
import { type Trace, traceOf } from '../trace';
import { bursts } from './bursts';
import type { TraceGenerator } from './generator';
import { idleWeekend } from './idle-weekend';
import { nightly } from './nightly';
import { officeHours } from './office-hours';
import { fanOut, pipelines } from './pipelines';
import { trickle } from './trickle';
import { day } from './week';

export const generatorList: readonly TraceGenerator[] = [
  officeHours,
  nightly,
  bursts,
  fanOut,
  pipelines,
  trickle,
  idleWeekend,
];

export interface GenerateOptions {
  readonly seed: number;
  readonly days: number;
  /** Multiplies the number of jobs. @default 1 */
  readonly volume?: number;
}

/** A trace of a kind; the same options give the same jobs. */
export function generateTrace(generator: TraceGenerator, { seed, days, volume = 1 }: GenerateOptions): Trace {
  return traceOf(generator.jobs({ random: new Random(seed, generator.name), span: days * day, volume }));
}

import { Duration } from '../config/duration';
import type { SearchOutcome, TunedResult } from '../simulator/tune/search';
import { type SearchSpace, schedulesOf } from '../simulator/tune/tuned-settings';
import { textTable } from './text-table';

/** Rows of the front that are shown; --json has all. */
const shownRows = 16;

/** The settings as they are, the front, and which of it is advised. */
export function tuningTable(
  { current, front, tried }: SearchOutcome,
  choice: TunedResult,
  space: SearchSpace,
  hourlyPrice: number,
): string {
  const headings = ['', 'mean', 'p50', 'p95', 'hours', 'cost', 'min', 'ready for', 'idle', 'per instance'];
  const row = (result: TunedResult, name: string) => {
    const { waits, instanceHours, settings } = result;
    const { readyFor, headroom, idleTimeout, agentsPerInstance } = settings;
    return [
      name,
      ...[waits.mean, waits.p50, waits.p95].map((seconds) => `${seconds.toFixed(1)}s`),
      instanceHours.toFixed(1),
      `$${(instanceHours * hourlyPrice).toFixed(2)}`,
      leastInstances(result, space),
      headroom === undefined
        ? `${readyFor}%`
        : `headroom ${'number' in headroom ? headroom.number : `${headroom.percent}%`}`,
      idleTimeout === 0 ? 'never' : `${Duration.seconds(idleTimeout)}`,
      `${agentsPerInstance}`,
    ];
  };
  const shown = spread(front, choice);
  const rows = shown.map((result) => row(result, result === choice ? 'advised' : ''));
  const name = current === choice ? 'now, advised' : 'now';
  const left = shown.length < front.length ? `; ${front.length - shown.length} more with --json` : '';
  const note = `${tried} settings tried, ${front.length} of them on the front${left}`;
  return `${note}\n\n${textTable([headings, row(current, name), ...rows.filter((_, index) => shown[index] !== current)])}`;
}

/** A result as `fleet tune --json` has it. */
export function tunedFigures(
  { settings, waits, instanceHours, boots, lost }: TunedResult,
  space: SearchSpace,
  hourlyPrice: number,
) {
  const { min, readyFor, headroom, idleTimeout, agentsPerInstance } = settings;
  return {
    wait: waits,
    instanceHours,
    cost: instanceHours * hourlyPrice,
    boots,
    lost,
    settings: {
      min,
      ...(headroom === undefined ? { readyFor } : { headroom }),
      idleTimeout,
      agentsPerInstance,
      schedules: schedulesOf(settings, space.busyHours),
    },
  };
}

function leastInstances({ settings: { min, busyMin } }: TunedResult, { busyHours }: SearchSpace): string {
  if (busyHours === undefined || busyMin === min) return `${min}`;
  return `${min}, ${busyMin} from ${busyHours.from} to ${busyHours.to} h`;
}

/** Results that show how the front goes: evenly many of it, and the one that is advised. */
function spread(front: readonly TunedResult[], choice: TunedResult): readonly TunedResult[] {
  if (front.length <= shownRows) return front;
  const step = (front.length - 1) / (shownRows - 1);
  const indices = new Set(Array.from({ length: shownRows }, (_, row) => Math.round(row * step)));
  indices.add(Math.max(0, front.indexOf(choice)));
  return front.filter((_, index) => indices.has(index));
}

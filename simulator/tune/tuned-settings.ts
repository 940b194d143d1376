import type { SizeSchedule } from '../../scaler-lambda/size-schedule';
import type { Headroom } from '../../scaler-lambda/sizing';
import type { Scenario } from '../scenario';
import { sizeChanges } from '../size-changes';
import type { BusyHours } from './busy-hours';

/** Settings that are searched over. */
export interface TunedSettings {
  readonly min: number;
  /** Fewest instances in the busy hours of workdays; as many as `min` where there is no schedule. */
  readonly busyMin: number;
  /** `size.readyFor`, in percent; has no effect beside `headroom`. */
  readonly readyFor: number;
  readonly headroom: Headroom | undefined;
  /** Seconds. */
  readonly idleTimeout: number;
  readonly agentsPerInstance: number;
}

/** What is searched, and where. */
export interface SearchSpace {
  readonly scenario: Scenario;
  /** Undefined: no schedule is tried. */
  readonly busyHours: BusyHours | undefined;
  /** Numbers of agents per instance to try, rising. */
  readonly agentsPerInstance: readonly number[];
  /** When the trace starts, in milliseconds since the epoch. */
  readonly start: number;
  /** Seconds. */
  readonly span: number;
}

const counts = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128] as const;
export const readyForSteps = [0, 15, 25, 35, 50, 65, 75, 85, 90, 95, 98, 99] as const;
const headroomNumbers = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;
const headroomPercents = [5, 10, 20, 30, 50, 75, 100] as const;
const idleTimeouts = [30, 60, 120, 300, 600, 1200] as const;

/** The settings that the scenario has, but its schedules. */
export function currentSettings({ scenario }: SearchSpace): TunedSettings {
  const { min, readyFor, headroom, idleTimeout, agentsPerInstance } = scenario;
  return { min, busyMin: min, readyFor, headroom, idleTimeout, agentsPerInstance };
}

/** Settings that a search starts from: those of the scenario, every share of ready agents, and some fixed headrooms. */
export function startingSettings(space: SearchSpace): TunedSettings[] {
  const current = currentSettings(space);
  const free = { ...current, min: 0, busyMin: 0, headroom: undefined };
  return [
    current,
    ...space.agentsPerInstance.flatMap((agents) => [
      ...readyForSteps.map((share) => ({ ...free, readyFor: share, agentsPerInstance: agents })),
      ...[1, 4].map((number) => ({ ...free, headroom: { number }, agentsPerInstance: agents })),
      ...[10, 30].map((percent) => ({ ...free, headroom: { percent }, agentsPerInstance: agents })),
    ]),
  ];
}

/** Settings that differ in one, by one step. */
export function neighbours(settings: TunedSettings, { scenario, busyHours, ...space }: SearchSpace): TunedSettings[] {
  const { min, busyMin, idleTimeout, agentsPerInstance } = settings;
  const sizes = counts.filter((count) => count <= scenario.max);
  const changes: Partial<TunedSettings>[] = [
    ...spareSteps(settings),
    ...steps(sizes, min).map((next) => ({ min: next, busyMin: Math.max(next, busyMin === min ? next : busyMin) })),
    ...(busyHours === undefined ? [] : steps(sizes, busyMin))
      .filter((next) => next >= min)
      .map((next) => ({ busyMin: next })),
    ...steps(idleTimeouts, idleTimeout).map((next) => ({ idleTimeout: next })),
    ...steps(space.agentsPerInstance, agentsPerInstance).map((next) => ({ agentsPerInstance: next })),
  ];
  return changes.map((change) => ({ ...settings, ...change }));
}

/** The world as it is with these settings; its own schedules go, because they would hold in their place. */
export function scenarioWith(settings: TunedSettings, space: SearchSpace): Scenario {
  const { busyMin: _, ...sizes } = settings;
  const { scenario, start, span } = space;
  const schedules = schedulesOf(settings, space.busyHours);
  return {
    ...scenario,
    ...sizes,
    sizeChanges: sizeChanges({ schedules, min: settings.min, max: scenario.max, start, span }),
  };
}

/** Entries of `size.schedules`. */
export function schedulesOf({ min, busyMin }: TunedSettings, busyHours: BusyHours | undefined): SizeSchedule[] {
  if (busyHours === undefined || busyMin === min) return [];
  const { from, to } = busyHours;
  // Half an hour early: the first jobs of the day come before the hour is busy.
  const begins = from === 0 ? '0 0' : `30 ${from - 1}`;
  return [
    { cron: `${begins} * * MON-FRI`, timeZone: 'UTC', min: busyMin },
    { cron: `0 ${to % 24} * * *`, timeZone: 'UTC', min },
  ];
}

function spareSteps({ readyFor, headroom }: TunedSettings): Partial<TunedSettings>[] {
  if (headroom === undefined) return steps(readyForSteps, readyFor).map((next) => ({ readyFor: next }));
  return 'number' in headroom
    ? steps(headroomNumbers, headroom.number).map((number) => ({ headroom: { number } }))
    : steps(headroomPercents, headroom.percent).map((percent) => ({ headroom: { percent } }));
}

/** The next lower and the next higher of `values`, which rise. */
function steps(values: readonly number[], value: number): number[] {
  const lower = values.findLast((each) => each < value);
  const higher = values.find((each) => each > value);
  return [lower, higher].filter((each) => each !== undefined);
}

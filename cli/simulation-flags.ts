import { InvalidArgumentError } from 'commander';
import { Duration } from '../config/duration';
import type { Headroom } from '../scaler-lambda/sizing';
import { furtherPolicies, policyList } from '../simulator/policies/policy-list';
import type { PolicyModel } from '../simulator/policy-model';

/** Flags that say which jobs there are, and what the fleet is like, as commander hands them over. */
export interface ScenarioFlags {
  readonly trace?: string;
  readonly generate?: string;
  /** Of a trace that is made up. */
  readonly days?: number;
  readonly volume?: number;
  /** Milliseconds since the epoch. */
  readonly start?: number;
  readonly fleet?: string;
  readonly agentType?: string;
  readonly min?: number;
  readonly max?: number;
  /** Percent. */
  readonly readyFor?: number;
  readonly headroom?: Headroom;
  readonly idleTimeout?: number;
  readonly reuse?: boolean;
  readonly boot?: number;
  readonly bootSd?: number;
  readonly scenario?: string;
  readonly seed: number;
  readonly instanceType?: string;
  readonly spot?: boolean;
  readonly prices?: string;
}

/** Flags of `fleet simulate`. */
export interface SimulationFlags extends ScenarioFlags {
  readonly agentsPerInstance?: number;
  readonly policy?: readonly PolicyModel[];
  readonly json?: boolean;
  readonly plot: boolean;
  readonly report?: string;
}

/** `75s` as seconds. */
export function readSeconds(text: string): number {
  const duration = Duration.parse(text);
  if (duration) return duration.seconds;
  throw new InvalidArgumentError('Must be a duration with its unit, such as 75s or 5m.');
}

/** Reads a whole number from `least` to `most`. */
export function readCount(least: number, most: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (count >= least && count <= most) return count;
    throw new InvalidArgumentError(`Must be a whole number from ${least} to ${most}.`);
  };
}

/** `2026-11-21` as the milliseconds of its midnight, in UTC. */
export function readDate(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return time;
  throw new InvalidArgumentError('Must be a day, such as 2026-11-21.');
}

/** `90%`, as the fleet file's size.readyFor. */
export function readShare(text: string): number {
  const [, percent] = /^(\d{1,2})%$/.exec(text) ?? [];
  if (percent !== undefined) return Number(percent);
  throw new InvalidArgumentError('Must be a share from 0% to 99%.');
}

export function readVolume(text: string): number {
  const volume = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (volume > 0 && volume <= 1000) return volume;
  throw new InvalidArgumentError('Must be a number above 0, at most 1000.');
}

/** `2` or `10%`, as the fleet file's size.headroom. */
export function readHeadroom(text: string): Headroom {
  const [, count, percent] = /^(\d{1,4})(%?)$/.exec(text) ?? [];
  if (count === undefined || Number(count) < 1) {
    throw new InvalidArgumentError('Must be a number of instances, such as 2, or a percentage, such as 10%.');
  }
  return percent === '%' ? { percent: Number(count) } : { number: Number(count) };
}

/** A page to write: other names are left alone, so that no trace or fleet file is written over by mistake. */
export function readPageName(text: string): string {
  if (/\.html?$/i.test(text)) return text;
  throw new InvalidArgumentError('Must be the name of an HTML page, such as report.html.');
}

/** Policies by name, with commas between them. */
export function readPolicies(text: string): PolicyModel[] {
  const all = [...policyList, ...furtherPolicies];
  return text.split(',').map((name) => {
    const found = all.find((policy) => policy.name === name.trim());
    if (found) return found;
    const known = all.map((policy) => policy.name).join(', ');
    throw new InvalidArgumentError(`There is no policy ${JSON.stringify(name)}; there are ${known}.`);
  });
}

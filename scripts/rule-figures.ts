import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { PolicyModel } from '../simulator/policy-model';
import { defaultScenario } from '../simulator/scenario';
import { waitStatistics } from '../simulator/statistics';
import type { Trace } from '../simulator/trace';
import { parseTrace } from '../simulator/trace-csv';
import { generateTrace, generatorList } from '../simulator/traces/generator-list';

/** What a rule makes of a kind of trace, on average over its seeds: waits in seconds. */
export interface RuleFigures {
  readonly mean: number;
  readonly p95: number;
  readonly hours: number;
  /** Share of jobs that found an idle agent. */
  readonly ready: number;
}

/** Longest wait of a job that found an idle agent, in seconds: until its next sync. */
const syncLimit = 6;

export interface TraceKind {
  readonly name: string;
  readonly runs: readonly { readonly seed: number; readonly trace: Trace }[];
}

/** Traces in files, each run with every seed. */
export function traceFiles(seeds: readonly number[], files: readonly string[]): TraceKind[] {
  return files.map((file) => {
    const trace = parseTrace(readFileSync(file, 'utf8'), { file, agentType: undefined });
    return { name: basename(file, '.csv'), runs: seeds.map((seed) => ({ seed, trace })) };
  });
}

/** Every kind of trace that can be made up, each with every seed. */
export function traceKinds(seeds: readonly number[], days: number): TraceKind[] {
  return generatorList.map((generator) => ({
    name: generator.name,
    runs: seeds.map((seed) => ({ seed, trace: generateTrace(generator, { seed, days }) })),
  }));
}

export function ruleFigures(policy: Pick<PolicyModel, 'run'>, { runs }: TraceKind): RuleFigures {
  const figures = runs.map(({ seed, trace }) => {
    const { waits, instanceSeconds } = policy.run(trace, { ...defaultScenario, seed });
    const { mean, p95 } = waitStatistics(waits);
    const ready = waits.filter((wait) => wait <= syncLimit).length / waits.length;
    return { mean, p95, hours: instanceSeconds / 3600, ready };
  });
  return {
    mean: average(figures.map(({ mean }) => mean)),
    p95: average(figures.map(({ p95 }) => p95)),
    hours: average(figures.map(({ hours }) => hours)),
    ready: average(figures.map(({ ready }) => ready)),
  };
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import type { ComparedPolicy } from '../simulator/comparison';
import { textTable } from './text-table';

const headings = ['policy', 'wait mean', 'p50', 'p95', 'p99', 'max', 'hours', 'boots', 'cost', 'used', 'lost'] as const;

/** Waits in seconds, one policy a line. */
export function simulationTable(policies: readonly Pick<ComparedPolicy, 'name' | 'result'>[]): string {
  const rows = policies.map(({ name, result: { wait, ...result } }) => [
    name,
    ...[wait.mean, wait.p50, wait.p95, wait.p99, wait.max].map((seconds) => `${seconds.toFixed(1)}s`),
    result.instanceHours.toFixed(1),
    `${result.boots}`,
    `$${result.cost.toFixed(2)}`,
    `${Math.round(result.utilization * 100)}%`,
    `${result.lost}`,
  ]);
  return textTable([[...headings], ...rows]);
}

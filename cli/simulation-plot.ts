import type { Timeline } from '../simulator/timeline';

const bars = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One line of bars for each of queue, running jobs and instances over time. */
export function simulationPlot(name: string, { interval, queued, running, instances }: Timeline): string {
  const lines = [plotLine('queued', queued), plotLine('running', running), plotLine('instances', instances)];
  return [`${name}, one column is ${describeInterval(interval)}`, ...lines].join('\n');
}

function plotLine(label: string, values: readonly number[]): string {
  const most = Math.max(0, ...values);
  const drawn = values.map((value) => bars[most === 0 ? 0 : Math.ceil((value / most) * (bars.length - 1))] ?? ' ');
  return `  ${label.padEnd(9)} ${drawn.join('')} up to ${most}`;
}

function describeInterval(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

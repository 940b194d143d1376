import type { Timeline } from '../simulator/timeline';

const bars = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** Columns of a plot; the timeline has several times as many stretches. */
const columns = 60;

/** One line of bars for each of queue, running jobs and instances over time. */
export function simulationPlot(name: string, { interval, queued, running, instances }: Timeline): string {
  const together = Math.max(1, Math.ceil(instances.length / columns));
  const lines = [
    plotLine('queued', most(queued, together)),
    plotLine('running', most(running, together)),
    plotLine('instances', most(instances, together)),
  ];
  return [`${name}, one column is ${describeInterval(interval * together)}`, ...lines].join('\n');
}

/** The most of each so many values. */
function most(values: readonly number[], together: number): number[] {
  return Array.from({ length: Math.ceil(values.length / together) }, (_, column) =>
    Math.max(...values.slice(column * together, (column + 1) * together)),
  );
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

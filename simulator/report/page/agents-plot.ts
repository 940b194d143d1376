import uPlot from 'uplot';
import type { Timeline } from '../../timeline';
import type { ReportedPolicy } from '../report';
import { numberAxis, traceTimeAxis } from './axes';
import { type Plot, stretchTimes, timeSeries } from './line-plot';
import { styleColor } from './theme';

/** From the bottom of the stack to its top. */
const states = ['busy', 'idle', 'starting', 'leaving'] as const;

/** Agents of one policy over time, by what they do, one state on top of the other. */
export function agentsPlot({ timeline }: ReportedPolicy): Plot {
  const times = stretchTimes([timeline]);
  const tops = stacked(timeline, times.length);
  // Drawn from the highest top down, each over the one before.
  const drawn = states.map((_, index) => states.length - 1 - index);
  const series = drawn.map((index): uPlot.Series => {
    const state = states[index] ?? 'busy';
    const color = () => styleColor(state);
    return {
      label: state,
      stroke: color,
      fill: color,
      width: 0,
      points: { show: false },
      ...(steps && { paths: steps }),
      value: (_plot, _top, _series, at) => (at === null ? '' : `${timeline.agents[state][at] ?? 0}`),
    };
  });
  return {
    options: {
      scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.05)] } },
      axes: [traceTimeAxis(), numberAxis('agents', (value) => `${value}`)],
      series: [timeSeries(), ...series],
    },
    data: [times, ...drawn.map((index) => tops[index] ?? [])],
  };
}

const steps = uPlot.paths.stepped?.({ align: 1 });

/** For each state, the sum of all up to it. */
function stacked({ agents }: Timeline, stretches: number): number[][] {
  let below: number[] = Array.from({ length: stretches }, () => 0);
  return states.map((state) => {
    below = below.map((sum, index) => sum + (agents[state][index] ?? 0));
    return below;
  });
}

import type uPlot from 'uplot';
import type { Timeline } from '../../timeline';
import { policyColor } from '../policy-color';
import type { ReportedPolicy, ReportRun } from '../report';
import { amountAxis, duration, numberAxis, traceTime, traceTimeAxis } from './axes';

/** What uPlot needs for a plot, but its size. */
export interface Plot {
  readonly options: Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: uPlot.AlignedData;
}

/** A click on a name in the legend hides its line. */
function policyLines(policies: readonly ReportedPolicy[], format: (value: number) => string): uPlot.Series[] {
  return policies.map(({ name }, index) => ({
    label: name,
    stroke: policyColor(index),
    width: index === 0 ? 2.5 : 1.5,
    points: { show: false },
    value: (_plot, value) => (value === null || value === undefined ? '' : format(value)),
  }));
}

/** Share of the jobs by wait. */
export function waitsPlot({ waits, policies }: ReportRun): Plot {
  const percent = (value: number) => `${Math.round(value * 10) / 10} %`;
  return {
    options: {
      scales: { x: { time: false }, y: { range: [0, 100] } },
      axes: [amountAxis(duration), numberAxis('jobs started', (value) => `${value} %`)],
      series: [
        { label: 'waited', value: (_plot, value) => (value === null ? '' : duration(value)) },
        ...policyLines(policies, percent),
      ],
    },
    data: [[...waits.seconds], ...waits.percents.map((percents) => [...percents])],
  };
}

/** Policies whose queue is shown at first: more lines than that hide each other. */
const shownQueues = 2;

/** Jobs that wait, over time. */
export function queuePlot({ policies }: ReportRun): Plot {
  const times = stretchTimes(policies.map(({ timeline }) => timeline));
  return {
    options: {
      scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.05)] } },
      axes: [traceTimeAxis(), numberAxis('jobs', (value) => (Number.isInteger(value) ? `${value}` : ''))],
      series: [
        timeSeries(),
        ...policyLines(policies, String).map((line, index) => ({ ...line, show: index < shownQueues })),
      ],
    },
    data: [times, ...policies.map(({ timeline }) => times.map((_, index) => timeline.queued[index] ?? null))],
  };
}

export function timeSeries(): uPlot.Series {
  return { label: 'time', value: (_plot, value) => (value === null ? '' : traceTime(value).replace('\n', ' ')) };
}

/** Starts of the stretches, in seconds: as many as the longest timeline has. */
export function stretchTimes(timelines: readonly Timeline[]): number[] {
  const stretches = Math.max(...timelines.map(({ instances }) => instances.length));
  const interval = timelines[0]?.interval ?? 1;
  return Array.from({ length: stretches }, (_, index) => index * interval);
}

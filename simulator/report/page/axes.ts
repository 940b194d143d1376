import type uPlot from 'uplot';
import { styleColor } from './theme';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Distances of the marks on a time axis, in seconds. */
const timeSteps = [1, 5, 15, 30, minute, 5 * minute, 15 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour];
const daySteps = [1, 2, 7, 14, 28, 56, 112].map((days) => days * day);

const font = '12px system-ui, sans-serif';

function axis(more: uPlot.Axis): uPlot.Axis {
  return {
    stroke: () => styleColor('muted'),
    font,
    labelFont: font,
    labelSize: 20,
    grid: { stroke: () => styleColor('line'), width: 1 },
    ticks: { stroke: () => styleColor('line'), width: 1 },
    ...more,
  };
}

/** Time since the start of the trace. */
export function traceTimeAxis(): uPlot.Axis {
  return axis({
    incrs: [...timeSteps, ...daySteps],
    space: 62,
    values: (_plot, marks) => marks.map((mark) => traceTime(mark)),
  });
}

export function numberAxis(label: string, format: (value: number) => string): uPlot.Axis {
  return axis({ label, size: 52, values: (_plot, marks) => marks.map(format) });
}

/** An axis below, with numbers. */
export function amountAxis(format: (value: number) => string): uPlot.Axis {
  return axis({ space: 56, values: (_plot, marks) => marks.map(format) });
}

/** Names at whole numbers, beside horizontal bars. */
export function nameAxis(names: readonly string[]): uPlot.Axis {
  return axis({
    side: 3,
    stroke: () => styleColor('text'),
    size: 124,
    gap: 6,
    grid: { show: false },
    ticks: { show: false },
    splits: () => names.map((_, index) => index),
    values: () => [...names],
  });
}

/** `day 3`, or `day 3 14:30`. */
export function traceTime(seconds: number): string {
  const whole = Math.round(seconds);
  const name = `day ${Math.floor(whole / day) + 1}`;
  const rest = whole % day;
  if (rest === 0) return name;
  const clock = [Math.floor(rest / hour), Math.floor((rest % hour) / minute)];
  const shown = clock.map((value) => String(value).padStart(2, '0')).join(':');
  return rest % minute === 0 ? `${name}\n${shown}` : `${name}\n${shown}:${String(rest % minute).padStart(2, '0')}`;
}

/** `45 s`, `12 min`, `2.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 600) return `${Math.round(seconds * 10) / 10} s`;
  return seconds < 2 * hour ? `${Math.round(seconds / minute)} min` : `${Math.round(seconds / 360) / 10} h`;
}

import uPlot from 'uplot';
import { policyColor } from '../policy-color';
import type { ReportedPolicy } from '../report';
import { amountAxis, nameAxis } from './axes';
import type { Plot } from './line-plot';
import { styleColor } from './theme';

export interface BarPlotProps {
  readonly policies: readonly ReportedPolicy[];
  readonly label: string;
  readonly value: (policy: ReportedPolicy) => number;
  readonly format: (value: number) => string;
}

/** One horizontal bar a policy, with its figure at the end. */
export function barPlot({ policies, label, value, format }: BarPlotProps): Plot {
  const places = policies.map((_, index) => index);
  const values = policies.map(value);
  const end = endOfAxis(values);
  const colors = places.map((index) => policyColor(index));
  // Each bar has a colour of its own.
  const fill = { unit: 3 as const, values: () => colors };
  const bars = uPlot.paths.bars?.({ size: [0.7, 26], disp: { fill, stroke: fill } });
  return {
    options: {
      cursor: { show: false },
      legend: { show: false },
      scales: {
        x: { time: false, ori: 1, dir: -1, range: [-0.5, places.length - 0.5] },
        y: { ori: 0, dir: 1, range: [0, end] },
      },
      axes: [nameAxis(policies.map(({ name }) => name)), { ...amountAxis(format), side: 2 }],
      series: [
        {},
        { label, fill: 'gray', stroke: 'gray', width: 0, points: { show: false }, ...(bars && { paths: bars }) },
      ],
      hooks: {
        draw: [
          (plot) =>
            writeFigures(
              plot,
              values.map((each) => ({ text: format(each), value: each })),
              end,
            ),
        ],
      },
    },
    data: [places, values.map((each) => Math.min(each, end))],
  };
}

/**
 * Room for the figures behind the longest bar. One bar that is far longer than all others is cut off, because nobody
 * could tell the others apart beside it; its figure says how long it is.
 */
function endOfAxis(values: readonly number[]): number {
  const [longest = 0, next = longest] = values.toSorted((left, right) => right - left);
  const shown = next > 0 && longest > 3 * next ? 1.3 * next : 1.25 * longest;
  return shown > 0 ? shown : 1;
}

interface Figure {
  readonly text: string;
  readonly value: number;
}

/** Writes each figure behind its bar, or into one that is cut off. */
function writeFigures(plot: uPlot, figures: readonly Figure[], end: number): void {
  const { ctx } = plot;
  const gap = 6 * devicePixelRatio;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  figures.forEach(({ text, value }, index) => {
    const isCut = value > end;
    ctx.textAlign = isCut ? 'right' : 'left';
    ctx.fillStyle = isCut ? '#000' : styleColor('text');
    const place = plot.valToPos(Math.min(value, end), 'y', true) + (isCut ? -gap : gap);
    ctx.fillText(isCut ? `${text} \u25b8` : text, place, plot.valToPos(index, 'x', true));
  });
  ctx.restore();
}

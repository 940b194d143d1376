/** Draws the plots of a report page. The page puts `report` before this script. */
import uPlot from 'uplot';
import type { Report, ReportRun } from '../report';
import { agentsPlot } from './agents-plot';
import { duration } from './axes';
import { barPlot } from './bar-plot';
import { type Plot, queuePlot, waitsPlot } from './line-plot';
import { policyChoice } from './policy-choice';
import { onThemeChange } from './theme';

declare const report: Report;

const tall = 300;

/** Draws into `place`, as wide as that is, for as long as the page is open. */
function draw(place: HTMLElement, { options, data }: Plot, height: number): uPlot {
  const width = () => Math.max(240, Math.floor(place.clientWidth));
  const plot = new uPlot({ ...options, width: width(), height }, data, place);
  new ResizeObserver(() => plot.setSize({ width: width(), height })).observe(place);
  onThemeChange(() => plot.redraw(false, true));
  return plot;
}

/** Bars need as much height as there are policies. */
function barsHeight({ policies }: ReportRun): number {
  return 48 + 36 * policies.length;
}

function drawAgents(place: HTMLElement, run: ReportRun): void {
  const canvas = document.createElement('div');
  let shown: uPlot | undefined;
  const show = (index: number) => {
    const policy = run.policies[index];
    if (policy === undefined) return;
    shown?.destroy();
    shown = draw(canvas, agentsPlot(policy), tall);
  };
  place.append(policyChoice(run.policies, show), canvas);
  show(0);
}

function drawFigure(place: HTMLElement, run: ReportRun): void {
  const { policies } = run;
  switch (place.dataset['plot']) {
    case 'waits':
      draw(place, waitsPlot(run), tall);
      break;
    case 'queue':
      draw(place, queuePlot(run), tall);
      break;
    case 'agents':
      drawAgents(place, run);
      break;
    case 'cost': {
      const format = (dollars: number) => `$${dollars < 100 ? dollars.toFixed(2) : Math.round(dollars)}`;
      draw(place, barPlot({ policies, label: 'cost', value: ({ result }) => result.cost, format }), barsHeight(run));
      break;
    }
    case 'wait': {
      const value = ({ result }: ReportRun['policies'][number]) => result.wait.mean;
      draw(place, barPlot({ policies, label: 'mean wait', value, format: duration }), barsHeight(run));
      break;
    }
  }
}

for (const place of document.querySelectorAll<HTMLElement>('.plot')) {
  const run = report.runs[Number(place.dataset['run'])];
  if (run !== undefined) drawFigure(place, run);
}

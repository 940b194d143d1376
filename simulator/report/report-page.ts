import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { htmlText, scriptJson } from './html-text';
import { policyTable } from './policy-table';
import type { Report, ReportRun } from './report';

const page = join(__dirname, 'page');

/** Plots of a run: what the page's script draws, and what is said about it. */
const figures = [
  {
    plot: 'waits',
    title: 'Waits',
    caption: 'Jobs that have started, by the time since they arrived. The further left and up, the better.',
  },
  { plot: 'cost', title: 'Cost', caption: 'All instance-hours at their price.' },
  { plot: 'wait', title: 'Mean wait', caption: 'From the arrival of a job to its start.' },
  {
    plot: 'agents',
    title: 'Agents by state',
    caption: 'Averages; an instance that boots or leaves counts with all its agents.',
  },
  { plot: 'queue', title: 'Jobs that wait', caption: 'The most at a time. A click on a name shows or hides its line.' },
] as const;

/**
 * A page that shows a report: one file with everything in it, which loads nothing (its content security policy forbids
 * it), so that it can be opened from a disk, attached or archived.
 */
export function reportPage(report: Report): string {
  const script = `const report = ${scriptJson(report)};\n${pageScript()}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>${htmlText(report.title)}</title>
<style>
${pageStyle()}
</style>
</head>
<body>
<main>
<h1>${htmlText(report.title)}</h1>
${report.runs.map((run, index) => section(run, index)).join('\n')}
<footer>Made by <code>fleet simulate --report</code>. The same seed gives the same figures.</footer>
</main>
<noscript>The plots need JavaScript; the tables do not.</noscript>
<script>
${script}
</script>
</body>
</html>
`;
}

function section(run: ReportRun, index: number): string {
  const plots = figures.map(
    ({ plot, title, caption }) => `<figure class="${plot}">
<h3>${title}</h3>
<div class="plot" data-run="${index}" data-plot="${plot}"></div>
<figcaption>${caption}</figcaption>
</figure>`,
  );
  const sources = run.policies.map(({ name, source }) => `<dt>${htmlText(name)}</dt><dd>${htmlText(source)}</dd>`);
  return `<section data-run="${index}">
<h2>${htmlText(run.heading)}</h2>
<p>${htmlText(run.description)}</p>
${policyTable(run.policies)}
<div class="plots">
${plots.join('\n')}
</div>
<details><summary>What the policies are, and where their rules come from</summary><dl>${sources.join('\n')}</dl></details>
</section>`;
}

/** The script with its libraries, for browsers of the last years. */
function pageScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(page, 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2021',
    legalComments: 'none',
    // uPlot's licence asks for it.
    banner: { js: '/* with uPlot, Copyright (c) Leon Sorokin, MIT License: https://github.com/leeoniya/uPlot */' },
    logLevel: 'silent',
  });
  // The text of a string in it must not end the script element.
  return (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
}

function pageStyle(): string {
  const library = readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8');
  return `${library.trim()}\n${readFileSync(join(page, 'page.css'), 'utf8').trim()}`;
}

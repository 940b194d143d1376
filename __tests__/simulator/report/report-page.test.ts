import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { simulateCommand } from '../../../cli/simulate-command';
import { chromiumFlags, findChromium } from '../../browser/chromium';
import { eventually } from '../../local/eventually';

const executablePath = findChromium(process.env);
const inBrowser = executablePath === undefined ? test.skip : test;
/** A browser on a busy machine takes its time. */
const limitMs = 300_000;
jest.setTimeout(2 * limitMs);
const plots = ['waits', 'cost', 'wait', 'agents', 'queue'] as const;

let folder: string;
let json: string;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  const printed: string[] = [];
  const terminal = {
    env: {},
    cwd: folder,
    print: (text: string) => printed.push(text),
    report: () => undefined,
  };
  const flags = ['--generate', 'office-hours', '--days', '2', '--json', '--report', 'report.html'];
  await simulateCommand(terminal).parseAsync(flags, { from: 'user' });
  json = printed.join('\n');
  if (executablePath !== undefined)
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags], timeout: limitMs });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page and hands it to `look`; fails on whatever goes wrong in it, and on anything that it would load. */
async function open(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const page = await browser?.newPage(options);
  if (page === undefined) throw new Error('there is no browser');
  page.setDefaultTimeout(limitMs);
  const troubles: string[] = [];
  page.on('console', (message) => troubles.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) troubles.push(`loads ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  await page.locator('canvas').first().waitFor();
  await look(page);
  await page.close();
  expect(troubles).toEqual([]);
}

/** Pixels of a plot that something was drawn on, and their colours. */
async function drawing(page: Page, plot: string) {
  const script = `(() => {
    const canvas = document.querySelector('[data-plot="${plot}"] canvas');
    // A copy, because reading the plot itself makes Chromium warn.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    const colors = {};
    let drawn = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] < 255) continue;
      drawn += 1;
      const color = [data[at], data[at + 1], data[at + 2]].join();
      colors[color] = (colors[color] ?? 0) + 1;
    }
    const often = Object.keys(colors).filter((color) => colors[color] > 20);
    return { width: canvas.width, drawn, colors: often };
  })()`;
  return z
    .object({ width: z.number(), drawn: z.number(), colors: z.array(z.string()) })
    .parse(await page.evaluate(script));
}

inBrowser('the page draws every plot without an error, and loads nothing', async () => {
  await open({ viewport: { width: 1200, height: 900 } }, async (page) => {
    for (const plot of plots) {
      const { drawn, colors } = await drawing(page, plot);
      expect({ plot, isDrawn: drawn > 2000 }).toEqual({ plot, isDrawn: true });
      // Axes and at least two lines, bars or areas.
      expect({ plot, colors: colors.length > 2 }).toEqual({ plot, colors: true });
    }
  });
});

inBrowser('the figures in its table are those of --json', async () => {
  const answer = z.object({ policies: z.record(z.string(), z.looseObject({ wait: z.looseObject({}) })) });
  const { policies } = answer.parse(JSON.parse(json));
  await open({}, async (page) => {
    const cells = await page.evaluate(`[...document.querySelectorAll('td[data-figure]')].map((cell) => [
      cell.closest('tr').dataset.policy, cell.dataset.figure, Number(cell.querySelector('data').value),
      cell.innerText])`);
    const shown = z.array(z.tuple([z.string(), z.string(), z.number(), z.string()])).parse(cells);
    const expected = Object.entries(policies).flatMap(([name, { wait, ...others }]) => [
      ...Object.entries(wait).map(([figure, value]) => [name, `wait.${figure}`, value]),
      ...Object.entries(others).map(([figure, value]) => [name, figure, value]),
    ]);
    expect(shown.map(([policy, figure, value]) => [policy, figure, value])).toEqual(expected);
    for (const [, figure, value, text] of shown) {
      const factor = figure === 'utilization' ? 100 : 1;
      expect(Math.abs(Number(text.replace(/[^\d.]/g, '')) - value * factor)).toBeLessThanOrEqual(0.5);
    }
  });
});

inBrowser('another policy can be chosen for the agents, and lines can be hidden', async () => {
  await open({}, async (page) => {
    const ours = await drawing(page, 'agents');
    await page.locator('select').first().selectOption('fixed');
    expect((await drawing(page, 'agents')).drawn).not.toBe(ours.drawn);
    const queue = await drawing(page, 'queue');
    await page.locator('[data-plot="queue"] .u-legend th', { hasText: 'buildkite-best' }).click();
    expect((await drawing(page, 'queue')).drawn).not.toBe(queue.drawn);
  });
});

inBrowser('it fits a phone, and follows its dark theme', async () => {
  const viewport = { width: 360, height: 740 };
  await open({ viewport, colorScheme: 'dark' }, async (page) => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
    for (const plot of plots) expect((await drawing(page, plot)).width).toBeLessThanOrEqual(viewport.width);
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const dark = { page: await background(), plot: await drawing(page, 'waits') };
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await background()).not.toBe(dark.page);
    // The page is told with its next frame.
    const { colors } = await eventually(
      () => drawing(page, 'waits'),
      (plot) => plot.colors.join() !== dark.plot.colors.join(),
    );
    expect(colors).not.toEqual(dark.plot.colors);
  });
});

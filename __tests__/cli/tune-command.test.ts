import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { tuneCommand } from '../../cli/tune-command';
import { loadFleet } from '../../config/load-fleet';
import { formatTrace, rowsOf } from '../../simulator/trace-csv';
import { generateTrace } from '../../simulator/traces/generator-list';
import { trickle } from '../../simulator/traces/trickle';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-'));
  writeFileSync(
    join(folder, 'jobs.csv'),
    formatTrace(rowsOf(generateTrace(trickle, { seed: 1, days: 0.15, volume: 4 }))),
  );
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What `fleet tune --trace jobs.csv <args>` prints, and what it fails with. */
async function tune(...args: string[]) {
  const printed: string[] = [];
  const terminal = {
    env: {},
    cwd: folder,
    print: (text: string) => printed.push(text),
    report: () => undefined,
  };
  const command = tuneCommand(terminal)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const failure = await command
    .parseAsync(['--trace', 'jobs.csv', '--max', '10', ...args], { from: 'user' })
    .then(() => undefined, String);
  return { text: printed.join('\n'), failure };
}

const figures = z.object({
  wait: z.object({ mean: z.number(), p95: z.number() }),
  instanceHours: z.number(),
  cost: z.number(),
  settings: z.object({ min: z.number(), readyFor: z.number().optional() }),
});
const answer = z.object({
  tried: z.number(),
  isReached: z.boolean(),
  advice: figures.extend({ fleetFile: z.string() }),
  current: figures,
  front: z.array(figures).min(1),
});

async function tuned(...args: string[]) {
  const { text, failure } = await tune('--json', ...args);
  return { ...answer.parse(JSON.parse(text)), failure };
}

test('a target gets the cheapest settings of the front that reach it, the same each time', async () => {
  const result = await tuned('--most', '22', '--target-p95', '80s');
  const reaching = result.front.filter(({ wait }) => wait.p95 <= 80);
  expect(result.isReached).toBe(true);
  expect(result.advice.wait.p95).toBeLessThanOrEqual(80);
  expect(result.advice.instanceHours).toBe(Math.min(...reaching.map(({ instanceHours }) => instanceHours)));
  expect(result.tried).toBeLessThanOrEqual(22);
  expect(await tuned('--most', '22', '--target-p95', '80s')).toEqual(result);
});

test('the lines to paste make a fleet file that is allowed', async () => {
  const { text, failure } = await tune('--most', '22', '--target-mean', '20s', '--agent-type', 's1-linux');
  expect(failure).toBeUndefined();
  expect(text).toMatch(/^now +\d+\.\ds/m);
  expect(text).toMatch(/^advised +\d+\.\ds/m);
  const lines = text
    .slice(text.indexOf('agentTypes:'))
    .replace('    size:', '    token: { parameter: /token }\n    size:');
  const file = `name: acme\nregion: us-east-1\nsemaphore: { organization: acme }\n${lines}\n`;
  writeFileSync(join(folder, 'fleet.yaml'), file);
  const [agentType] = loadFleet({ path: 'fleet.yaml', env: {}, cwd: folder }).fleet.agentTypes;
  expect(agentType).toMatchObject({ name: 's1-linux', size: { max: 10 } });
});

test('a budget in hours or in dollars is kept', async () => {
  const hours = await tuned('--most', '20', '--budget', '50h');
  expect(hours.advice.instanceHours).toBeLessThanOrEqual(50);
  const dollars = await tuned('--most', '20', '--budget', '$4', '--instance-type', 'c7g.large');
  expect(dollars.advice.cost).toBeLessThanOrEqual(4);
});

test('a goal that is out of reach is told, and the nearest shown', async () => {
  const { failure, advice, isReached } = await tuned('--most', '18', '--target-p95', '1s', '--max', '2');
  expect(isReached).toBe(false);
  expect(failure).toContain(
    `no settings that were tried reach a p95 wait of 1 s; the nearest is ${advice.wait.p95.toFixed(1)} s`,
  );
});

test.each([
  [['--target-p95', '3s', '--budget', '9h'], 'exclude each other'],
  [['--budget', '9'], 'Must be instance-hours, such as 600h'],
  [['--agents-per-instance', '2,x'], 'Must be a whole number from 1 to 64'],
  [['--start', '2024-13-01'], 'Must be a day'],
  [['--ready-for', '100%'], 'Must be a share from 0% to 99%'],
])('%j is refused with the reason', async (args, reason) => {
  expect((await tune(...args)).failure).toContain(reason);
});

test('--help shows examples', () => {
  expect(tuneCommand().helpInformation()).toContain('--target-p95');
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { simulateCommand } from '../../cli/simulate-command';
import type { Terminal } from '../../cli/terminal';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  writeFileSync(join(folder, 'jobs.csv'), 'arrival_seconds,duration_seconds\n1,100\n2,100\n4000,50\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What `fleet simulate <args>` prints. */
async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const terminal: Terminal = {
    env: {},
    cwd: folder,
    print: (text) => printed.push(text),
    report: (text) => printed.push(text),
  };
  const command = simulateCommand(terminal);
  command.exitOverride().configureOutput({ writeOut: (text) => printed.push(text), writeErr: () => undefined });
  await command.parseAsync(args, { from: 'user' });
  return printed.join('\n');
}

const figure = z.number().min(0);
const result = z.strictObject({
  wait: z.strictObject({ mean: figure, p50: figure, p95: figure, p99: figure, max: figure }),
  instanceHours: figure,
  boots: z.int(),
  cost: figure,
  utilization: figure.max(1),
  lost: z.int(),
});
const answer = z.strictObject({ policies: z.record(z.string(), result) });

async function figures(...args: string[]) {
  return answer.parse(JSON.parse(await run(...args, '--json'))).policies;
}

test('--json gives the figures of every policy', async () => {
  const policies = await figures('--trace', 'jobs.csv');
  const names = ['agent-fleet', 'agent-aws-stack', 'buildkite', 'buildkite-best', 'fixed', 'oracle'];
  expect(Object.keys(policies)).toEqual(names);
  expect(policies['agent-fleet']).toMatchObject({ lost: 0 });
});

test('--policy compares only those', async () => {
  const policies = await figures('--trace', 'jobs.csv', '--policy', 'oracle,fixed', '--max', '3');
  expect(Object.keys(policies)).toEqual(['oracle', 'fixed']);
});

test('other settings of the deployed rules are compared when they are named', async () => {
  expect(Object.keys(await figures('--trace', 'jobs.csv', '--policy', 'agent-fleet-economy'))).toEqual([
    'agent-fleet-economy',
  ]);
});

test('--help shows examples, kinds of traces, and the source of every rule', () => {
  const printed: string[] = [];
  const command = simulateCommand().configureOutput({ writeOut: (text) => printed.push(text) });
  command.outputHelp();
  expect(printed.join('')).toMatch(/Examples:\n.*fleet simulate --generate office-hours/s);
  expect(printed.join('')).toContain('buildkite-agent-scaler v1.12.0');
});

test('a longer boot makes jobs wait longer', async () => {
  const mean = async (boot: string) =>
    (await figures('--trace', 'jobs.csv', '--boot', boot, '--boot-sd', '0s'))['agent-fleet']?.wait.mean ?? 0;
  const [short, long] = [await mean('30s'), await mean('2m')];
  expect(long - short).toBeCloseTo(90, 0);
});

test('the same seed gives the same figures, another one does not', async () => {
  const args = ['--generate', 'trickle', '--days', '1', '--policy', 'agent-aws-stack'];
  expect(await figures(...args, '--seed', '3')).toEqual(await figures(...args, '--seed', '3'));
  expect(await figures(...args, '--seed', '3')).not.toEqual(await figures(...args, '--seed', '4'));
});

test('Spot costs less than On-Demand', async () => {
  const cost = async (...args: string[]) =>
    (await figures('--trace', 'jobs.csv', ...args))['agent-fleet']?.cost ?? Number.NaN;
  expect(await cost('--spot')).toBeLessThan(await cost());
});

test('without --json a table and plots are printed', async () => {
  const text = await run('--trace', 'jobs.csv');
  expect(text).toContain('3 jobs');
  expect(text).toMatch(/^policy +wait mean +p50/m);
  expect(text).toMatch(/^agent-aws-stack +\d+\.\ds/m);
  expect(text).toMatch(/instances +.*█.* up to 2/);
  expect(await run('--trace', 'jobs.csv', '--no-plot')).not.toContain('█');
});

test('settings come from an agent type of a fleet file, and flags win over them', async () => {
  const size = '{ min: 1, max: 2, headroom: { number: 1 } }';
  const file = [
    'name: acme',
    'region: us-east-1',
    'semaphore: { organization: acme }',
    'agentTypes:',
    '  s1-linux:',
    '    token: { parameter: /agents/token }',
    `    size: ${size}`,
    '    instances: { types: [m5.large] }',
  ].join('\n');
  writeFileSync(join(folder, 'fleet.yaml'), file);
  const configured = await run('--trace', 'jobs.csv', '--fleet', 'fleet.yaml', '--agent-type', 's1-linux');
  expect(configured).toContain('1 to 2 instances');
  expect(configured).toContain('m5.large');
  expect(await run('--trace', 'jobs.csv', '--fleet', 'fleet.yaml', '--max', '7')).toContain('1 to 7 instances');
  writeFileSync(join(folder, 'other.yaml'), file.replace('m5.large', 'm5.24xlarge'));
  expect(await run('--trace', 'jobs.csv', '--fleet', 'other.yaml')).toContain('no price for m5.24xlarge');
  await expect(run('--trace', 'jobs.csv', '--fleet', 'fleet.yaml', '--agent-type', 's1-mac')).rejects.toThrow(
    'there is no agent type s1-mac; there are s1-linux',
  );
});

test('without --agent-type, every agent type of the fleet runs its own jobs', async () => {
  const agentTypes = ['s1-small', 's1-large'].map(
    (name) => `  ${name}: { token: { parameter: /${name} }, size: { max: 5 } }`,
  );
  const fleet = ['name: acme', 'region: us-east-1', 'semaphore: { organization: acme }', 'agentTypes:', ...agentTypes];
  writeFileSync(join(folder, 'two.yaml'), fleet.join('\n'));
  writeFileSync(
    join(folder, 'two.csv'),
    'arrival_seconds,duration_seconds,agent_type\n1,100,s1-small\n2,100,s1-large\n9,50,s1-small\n9,50,s1-mac\n',
  );
  const flags = ['--trace', 'two.csv', '--fleet', 'two.yaml', '--policy', 'fixed,oracle'];
  const printed = await run(...flags, '--no-plot');
  expect(printed).toContain('left out 1 jobs of agent types that the fleet lacks: s1-mac');
  expect(printed).toMatch(/s1-small: 2 jobs.*s1-large: 1 jobs.*all agent types/s);
  const both = z.strictObject({ policies: z.record(z.string(), result), agentTypes: z.record(z.string(), answer) });
  const json = (await run(...flags, '--json')).split('\n').filter((line) => !/^(left out|warning: )/.test(line));
  const { policies, agentTypes: parts } = both.parse(JSON.parse(json.join('\n')));
  const [small, large] = [parts['s1-small']?.policies['oracle'], parts['s1-large']?.policies['oracle']];
  expect(policies['oracle']?.boots).toBe((small?.boots ?? 0) + (large?.boots ?? 0));
  expect(policies['oracle']?.wait.max).toBe(Math.max(small?.wait.max ?? 0, large?.wait.max ?? 0));
  await expect(run('--trace', 'jobs.csv', '--fleet', 'two.yaml')).rejects.toThrow(
    "jobs.csv has jobs without an agent type; name one of the fleet's agent types with --agent-type: s1-small, s1-large",
  );
  await expect(run('--generate', 'trickle', '--fleet', 'two.yaml')).rejects.toThrow(
    'the fleet has several agent types',
  );
});

test('--report writes a page with the same figures, or says why it cannot', async () => {
  const printed = await run('--trace', 'jobs.csv', '--policy', 'fixed', '--max', '3', '--report', 'page.html');
  expect(printed).toMatch(/wrote page.html \(\d+ KB\)/);
  const page = readFileSync(join(folder, 'page.html'), 'utf8');
  const { fixed } = await figures('--trace', 'jobs.csv', '--policy', 'fixed', '--max', '3');
  expect(page).toContain(`data-figure="instanceHours"><data value="${fixed?.instanceHours}">`);
  expect(page).not.toMatch(/(src|href)=/);
  await expect(run('--trace', 'jobs.csv', '--report', 'no/page.html')).rejects.toThrow('could not write no/page.html');
});

test('a static agent type keeps its size', async () => {
  const file = [
    'name: acme',
    'region: us-east-1',
    'semaphore: { organization: acme }',
    'agentTypes:',
    '  s1-linux:',
    '    token: { parameter: /agents/token }',
    '    size: { scaling: static, min: 2, max: 4, desired: 3 }',
  ].join('\n');
  writeFileSync(join(folder, 'static.yaml'), file);
  expect(await run('--trace', 'jobs.csv', '--fleet', 'static.yaml')).toContain('3 to 3 instances');
});

test('a scenario file brings faults in', async () => {
  writeFileSync(join(folder, 'faults.json'), '{ "shortages": [{ "from": 0, "to": 1000 }] }');
  const policies = await figures('--trace', 'jobs.csv', '--scenario', 'faults.json', '--policy', 'agent-fleet');
  expect(policies['agent-fleet']?.wait.max).toBeGreaterThan(1000);
});

test.each([
  [[], 'name a trace'],
  [['--trace', 'jobs.csv', '--generate', 'trickle'], 'exclude each other'],
  [['--trace', 'none.csv'], 'could not read none.csv'],
  [['--generate', 'rush'], 'there is no kind of trace "rush"; there are office-hours'],
  [['--trace', 'jobs.csv', '--policy', 'best'], 'There is no policy "best"'],
  [['--trace', 'jobs.csv', '--days', '3'], '--days and --volume are of --generate'],
  [['--trace', 'jobs.csv', '--volume', '2'], '--days and --volume are of --generate'],
  [['--trace', 'jobs.csv', '--headroom', '2', '--ready-for', '50%'], 'exclude each other'],
  [['--trace', 'jobs.csv', '--start', '2026-02-30'], 'Must be a day'],
  [['--trace', 'jobs.csv', '--report', 'jobs.csv'], 'Must be the name of an HTML page'],
  [['--trace', 'jobs.csv', '--boot', '75'], 'Must be a duration'],
  [['--trace', 'jobs.csv', '--headroom', 'lots'], 'Must be a number of instances'],
  [['--trace', 'jobs.csv', '--min', '4', '--max', '3'], 'min is 4; must be at most max (3)'],
  [['--trace', 'jobs.csv', '--scenario', 'jobs.csv'], 'jobs.csv is not JSON'],
  [['--trace', 'jobs.csv', '--prices', 'none.json'], 'could not read none.json'],
  [['--trace', 'jobs.csv', '--instance-type', 'x9.huge'], 'no price for instance type x9.huge'],
])('%j is refused with the reason', async (args, reason) => {
  await expect(run(...args)).rejects.toThrow(reason);
});

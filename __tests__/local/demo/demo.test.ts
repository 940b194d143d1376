import { existsSync } from 'node:fs';
import { z } from 'zod';
import { recordedAgentType } from '../../../simulator/recorded-run';
import { eventually } from '../eventually';
import { DemoProcess } from './demo-process';

/** A whole run on a busy machine. */
const runLimitMs = 1_200_000;
const seconds = z.number().nonnegative();
const figures = z.strictObject({
  jobs: z.number(),
  waitSeconds: seconds,
  meanWait: seconds,
  instanceSeconds: seconds,
  boots: z.number(),
});
const summary = z.strictObject({
  ok: z.literal(true),
  speed: z.number(),
  jobs: z.strictObject({ total: z.number(), passed: z.number() }),
  waitSeconds: z.strictObject({ p50: seconds, p95: seconds }),
  realWaitSeconds: z.strictObject({ p50: seconds, p95: seconds }),
  instances: z.strictObject({ count: z.number(), peak: z.number(), instanceSeconds: seconds }),
  realInstanceSeconds: seconds,
  phases: z.array(z.strictObject({ name: z.string(), seconds })),
  realSeconds: seconds,
  likeness: z.strictObject({ recorded: figures, simulated: figures, least: figures, most: figures }),
  recording: z.array(recordedAgentType),
});

let demo: DemoProcess | undefined;
afterEach(() => demo?.remove());

test(
  'the fleet is deployed, grows from zero, runs every job, shrinks to zero and is destroyed',
  async () => {
    demo = await DemoProcess.start(['--json', '--jobs', '6']);
    const code = await demo.exitCode();
    if (code !== 0) throw new Error(demo.report);
    const result = summary.parse(JSON.parse(demo.output));
    expect(result.jobs).toEqual({ total: 6, passed: 6 });
    expect(result.instances.count).toBeGreaterThanOrEqual(2);
    expect(result.waitSeconds.p95).toBeGreaterThanOrEqual(result.waitSeconds.p50);
    expectLikeSimulation(result.likeness);
    expect(result.phases.map(({ name }) => name)).toEqual(['start', 'deploy', 'jobs', 'shrink', 'diff', 'destroy']);
    expect(demo.report).toMatch(/s1-small +scaler 0 → \d: \d wanted/);
    expect(demo.report).toMatch(/s1-large +scaler 0 → \d: \d wanted/);
    expect(demo.report).toMatch(/i-[0-9a-f]+ in service: its agent is registered/);
    expect(demo.report).toContain('cdktf diff: no changes');
    expect(await demo.files()).toEqual([]);
    expect(await demo.processes()).toEqual([]);
  },
  runLimitMs,
);

/** So few jobs depend on when idle agents ask: a run agrees with those simulated ones that differ in nothing else. */
function expectLikeSimulation({ recorded, least, most }: z.output<typeof summary>['likeness']): void {
  for (const figure of ['meanWait', 'instanceSeconds'] as const) {
    expect(recorded[figure]).toBeGreaterThanOrEqual(0.9 * least[figure]);
    expect(recorded[figure]).toBeLessThanOrEqual(1.1 * most[figure]);
  }
}

/** One agent type with as little around it as there can be, because deploying takes most of the time. */
const smallFleet = `name: small
region: us-east-1
semaphore: { organization: never-asked }
agentTypes:
  s1-only:
    token: { parameter: /token }
    image: { os: ubuntu-noble }
`;

test(
  'Ctrl-C in the middle of a deploy leaves no process and no file',
  async () => {
    demo = await DemoProcess.start(['--fleet', 'fleet.yaml'], { fleet: smallFleet });
    await demo.told('resources');
    expect(await demo.processes()).toContainEqual(expect.stringMatching(/cdktf.* deploy/));
    demo.pressCtrlC();
    expect(await demo.exitCode()).toBe(130);
    expect(await demo.processes()).toEqual([]);
    expect(await demo.files()).toEqual([]);
    expect(demo.output).toBe('');
  },
  runLimitMs,
);

test(
  'a demo that is killed while instances run leaves no process and no file',
  async () => {
    demo = await DemoProcess.start(['--jobs', '1', '--fleet', 'fleet.yaml'], { fleet: smallFleet });
    const { files, processes } = { files: demo.files.bind(demo), processes: demo.processes.bind(demo) };
    await demo.told('scaler 0 → ');
    // An instance with its agent, as soon as it is there: with its one job it will not stay for long.
    const runs = (list: readonly string[], program: string) => list.some((each) => each.includes(program));
    await eventually(processes, (list) => runs(list, 'supervisor.cjs') && runs(list, 'semaphore-agent'), 300);
    demo.signal('SIGKILL');
    await demo.exitCode();
    expect(await eventually(processes, (list) => list.length === 0)).toEqual([]);
    expect(await eventually(files, (list) => list.length === 0)).toEqual([]);
  },
  runLimitMs,
);

const realAgent = process.env['AGENT_FLEET_AGENT'];
const withRealAgent = realAgent !== undefined && existsSync(realAgent) ? test : test.skip;

withRealAgent(
  'the real agent runs the jobs (AGENT_FLEET_AGENT)',
  async () => {
    demo = await DemoProcess.start(['--json', '--jobs', '3', '--agent', realAgent ?? '']);
    const code = await demo.exitCode();
    if (code !== 0) throw new Error(demo.report);
    expect(demo.report).toContain(`Semaphore stand-in, ${realAgent}`);
    expect(summary.parse(JSON.parse(demo.output)).jobs).toEqual({ total: 3, passed: 3 });
  },
  runLimitMs,
);

test('a fleet file with mistakes is refused before anything is deployed', async () => {
  demo = await DemoProcess.start(['--fleet', 'nowhere.yaml']);
  expect(await demo.exitCode()).toBe(1);
  expect(demo.report).toContain('nowhere.yaml');
  expect(await demo.files()).toEqual([]);
});

test('without Terraform it says so before it starts anything', async () => {
  demo = await DemoProcess.start([], { path: '/nowhere' });
  expect(await demo.exitCode()).toBe(1);
  expect(demo.report).toBe(
    'fleet: Terraform 1.11 or OpenTofu 1.10 is missing: neither terraform nor tofu is on PATH\n',
  );
});

test('a trace that cannot be read is refused', async () => {
  demo = await DemoProcess.start(['--trace', 'nowhere.csv']);
  expect(await demo.exitCode()).toBe(1);
  expect(demo.report).toContain('could not read nowhere.csv');
  expect(await demo.files()).toEqual([]);
});

test('an agent program that is none is refused by its name', async () => {
  demo = await DemoProcess.start(['--agent', 'no-such-agent']);
  expect(await demo.exitCode()).toBe(2);
  expect(demo.report).toMatch(/fleet: --agent is no-such-agent; must be Semaphore's agent program/);
  expect(await demo.files()).toEqual([]);
});

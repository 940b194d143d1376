import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../../local/bundle';
import { type Emulator, startEmulator } from '../../local/emulator';
import { Lambda } from '../../local/lambda';
import { isAlive } from '../../supervisor/process-tree';
import { DeployedCode } from './deployed-code';

const speed = 20;
let folder: string;
let emulator: Emulator;
let deployed: DeployedCode;
let lambda: Lambda;
let lines: { name: string; line: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-fleet-lambda-test-'));
  emulator = await startEmulator({ speed });
  deployed = await DeployedCode.prepare(emulator);
  lambda = new Lambda({
    runtime: await bundle(join(__dirname, '../../local/function/function-runtime.ts'), folder),
    folder,
    environment: emulator.environment,
    speed,
    onLine: (name, line) => lines.push({ name, line }),
  });
});

afterAll(async () => {
  await lambda?.stop();
  await emulator?.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  lines = [];
});

function printed(name: string): string[] {
  return lines.filter((each) => each.name === name).map(({ line }) => line);
}

test('a function runs its deployed code with its deployed environment, and sees nothing of the caller', async () => {
  const source = `exports.handler = async (event) => {
    const { GREETING, AWS_ENDPOINT_URL, AWS_LAMBDA_FUNCTION_NAME, HOME } = process.env;
    console.log(JSON.stringify([event.name, GREETING, AWS_ENDPOINT_URL, AWS_LAMBDA_FUNCTION_NAME, HOME ?? null]));
  };`;
  await deployed.create('greet', source);
  expect(await lambda.invoke('greet', { name: 'Ada' })).toEqual({ type: 'done' });
  expect(printed('greet').map((line) => JSON.parse(line))).toEqual([['Ada', 'hello', emulator.url, 'greet', null]]);
});

test('whatever a function has written, on either stream, is there when its invocation is over', async () => {
  const source = `exports.handler = async () => {
    for (let n = 0; n < 5000; n += 1) { console.log('out', n); console.error('error', n); }
    process.stdout.write('no end of line');
  };`;
  await deployed.create('talks', source);
  for (let invocation = 1; invocation <= 5; invocation += 1) {
    await lambda.invoke('talks', {});
    expect(printed('talks')).toHaveLength(invocation * 10_001);
  }
  expect(printed('talks')).toContain('no end of line');
});

test('a process stays warm from one invocation to the next, until the code changes', async () => {
  await deployed.create('warm', 'let n = 0; exports.handler = async () => console.log("first", (n += 1));');
  await lambda.invoke('warm', {});
  await lambda.invoke('warm', {});
  await deployed.update('warm', 'exports.handler = async () => console.log("second");');
  await lambda.invoke('warm', {});
  expect(printed('warm')).toEqual(['first 1', 'first 2', 'second']);
});

test('time in a function is compressed: its clock, its waits and its time limit', async () => {
  const source = `const { setTimeout } = require('node:timers/promises');
  exports.handler = async (_, context) => {
    const [start, real, remaining] = [Date.now(), performance.now(), context.getRemainingTimeInMillis()];
    await setTimeout(10_000);
    const times = [performance.now() - real, Date.now() - start, remaining, context.getRemainingTimeInMillis()];
    console.log(JSON.stringify(times));
  };`;
  await deployed.create('slow', source);
  await lambda.invoke('slow', {});
  const [real, waited, before, after] = JSON.parse(printed('slow')[0] ?? '[]');
  expect(waited).toBeGreaterThanOrEqual(9_500);
  expect(waited / real).toBeGreaterThan(0.9 * speed);
  expect(before).toBeGreaterThan(500_000);
  expect(before - after).toBeGreaterThanOrEqual(9_500);
});

test('a function that throws has failed with its message, and can be invoked again', async () => {
  await deployed.create('throws', 'exports.handler = async (event) => { if (event.bad) throw new TypeError("no"); };');
  expect(await lambda.invoke('throws', { bad: true })).toEqual({ type: 'failed', error: 'TypeError: no' });
  expect(await lambda.invoke('throws', {})).toEqual({ type: 'done' });
});

test('a function whose code cannot be loaded has failed with the reason', async () => {
  await deployed.create('broken', 'require("no-such-module");');
  expect(await lambda.invoke('broken', {})).toMatchObject({ error: expect.stringContaining('no-such-module') });
});

test('a function that takes longer than its time limit is killed', async () => {
  const source =
    'exports.handler = () => { console.log(process.pid); return new Promise(() => setInterval(() => {}, 1000)); };';
  await deployed.create('hangs', source, { timeout: 1 });
  expect(await lambda.invoke('hangs', {})).toEqual({ type: 'timed-out' });
  expect(isAlive(Number(printed('hangs')[0]))).toBe(false);
});

test('a function with a reserved concurrency of one runs one invocation at a time; others wait', async () => {
  const source = `const { setTimeout } = require('node:timers/promises');
  exports.handler = async () => { console.log('in'); await setTimeout(4000); console.log('out'); };`;
  await deployed.create('alone', source, { alone: true });
  await Promise.all([lambda.invoke('alone', {}), lambda.invoke('alone', {})]);
  expect(printed('alone')).toEqual(['in', 'out', 'in', 'out']);
});

test('an invocation that has waited for as long as its function allows is dropped', async () => {
  const source = `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 8000));`;
  await deployed.create('crowded', source, { alone: true, eventAge: 60, timeout: 300 });
  const outcomes = await Promise.all([lambda.invoke('crowded', {}), lambda.invoke('crowded', {})]);
  expect(outcomes).toContainEqual({ type: 'throttled' });
});

test('a function that does not exist cannot be invoked', async () => {
  await expect(lambda.invoke('nobody', {})).rejects.toThrow(/nobody/);
});

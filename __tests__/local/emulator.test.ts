import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Emulator, startEmulator } from '../../local/emulator';
import { eventually } from './eventually';

const program = join(__dirname, '../../local/emulator/emulator.py');
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const python = join(__dirname, '../../.venv/bin/python');
let folder: string;
let log: string;
/** One that writes its calls down, for tests that leave it running. */
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulator-'));
  log = join(folder, 'calls.log');
  emulator = await startEmulator({ log });
});

afterAll(async () => {
  await emulator?.stop();
  await rm(folder, { recursive: true });
});

test('an emulator answers until it is stopped', async () => {
  const stopped = await startEmulator();
  expect(await (await fetch(`${stopped.url}/agent-fleet/left-over`)).json()).toEqual({});
  expect(stopped.environment).toMatchObject({ AWS_ENDPOINT_URL: stopped.url, AWS_REGION: 'us-east-1' });
  await stopped.stop();
  await stopped.ended;
  await expect(fetch(stopped.url)).rejects.toThrow();
});

test('an emulator ends when the process that started it is gone', async () => {
  const child = spawn(python, ['-B', program], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(createInterface(child.stdout), 'line');
  child.stdin.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('an emulator that cannot start says what its program printed', async () => {
  const port = Number(new URL(emulator.url).port);
  await expect(startEmulator({ port })).rejects.toThrow(/in use/);
});

test('an emulator that dies says so', async () => {
  const killed = await startEmulator();
  const dead = expect(killed.ended).rejects.toThrow(/the AWS emulator ended \(SIGKILL\)/);
  process.kill(killed.pid, 'SIGKILL');
  await dead;
  await killed.stop();
});

test('the extension refuses a moto it was not written for', async () => {
  const script = "import gaps; gaps.MOTO_VERSION = '0.0.0'; gaps.close_gaps(lambda: '')";
  const run = promisify(execFile)(python, ['-B', '-c', script], { cwd: join(program, '..') });
  await expect(run).rejects.toThrow(/moto is .+; the extension is written for 0\.0\.0/);
});

test('a parameter that is written over has to be there, as on AWS', async () => {
  const client = new SSMClient({ endpoint: emulator.url, region: 'us-east-1', credentials });
  const write = () => client.send(new PutParameterCommand({ Name: '/wanted', Value: '{}', Overwrite: true }));
  await expect(write()).rejects.toThrow(/type is required/);
  expect(await (await fetch(`${emulator.url}/agent-fleet/left-over`)).json()).toEqual({});
  await client.send(new PutParameterCommand({ Name: '/wanted', Value: '{}', Type: 'String' }));
  await expect(write()).resolves.toMatchObject({ Version: 2 });
  client.destroy();
});

test('every call is written to the log file that is asked for', async () => {
  await fetch(`${emulator.url}/some-bucket/`);
  await eventually(
    () => readFile(log, 'utf8'),
    (text) => text.includes('"service": "s3"'),
  );
});

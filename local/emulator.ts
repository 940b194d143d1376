import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { UserError } from '../cli/user-error';

/** How an emulator is to run. */
export interface EmulatorOptions {
  /** Factor by which its time limits are compressed. @default 1 */
  readonly speed?: number | undefined;
  /** Port on 127.0.0.1. @default - a free one */
  readonly port?: number | undefined;
  /** Emulated seconds from launch until an instance runs. @default 20 */
  readonly launchSeconds?: number | undefined;
  /** Region of the environment. @default us-east-1 */
  readonly region?: string | undefined;
  /** File that gets one line of JSON for each call. @default - no such file */
  readonly log?: string | undefined;
}

/** A running AWS emulator: moto with what it lacks, on 127.0.0.1. */
export interface Emulator {
  readonly url: string;
  readonly pid: number;
  /** What the AWS SDKs, Terraform and CDKTF need to use it, and nothing of the caller's own AWS account. */
  readonly environment: NodeJS.ProcessEnv;
  /** Settles when the process has ended; rejects if it ended by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const root = join(__dirname, '..');
const python = join(root, '.venv', 'bin', 'python');
const program = join(root, 'local', 'emulator', 'emulator.py');
/** Characters of the program's output that are kept for an error message. */
const keptOutput = 16_384;
/** Real time in which the program has to be ready or, asked to stop, to end. */
const startLimitMs = 120_000;
const stopLimitMs = 5_000;

const readyLine = z.object({ url: z.string() });

/** Starts an emulator. It ends with this process at the latest: its standard input is ours. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (!existsSync(python)) throw new UserError('the AWS emulator is not installed; run: make install');
  const child = spawn(python, [program, ...programArguments(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in a terminal is for whoever started it, who may still need it to end in order.
    detached: true,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PYTHONDONTWRITEBYTECODE: '1' },
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-keptOutput);
  });
  // The program may end before it reads what we would write to it.
  child.stdin.on('error', () => {});
  let stopping = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    if (!stopping) throw new Error(`the AWS emulator ended (${signal ?? `code ${code}`}):\n${output}`);
  });
  // Whoever never looks at it must not fail for it.
  ended.catch(() => {});
  const stop = async () => {
    stopping = true;
    child.stdin.end();
    const gone = ended.then(
      () => true,
      () => true,
    );
    if (await Promise.race([gone, delay(stopLimitMs, false, { ref: false })])) return;
    child.kill('SIGKILL');
    await gone;
  };
  const lines = createInterface(child.stdout);
  const ready = once(lines, 'line', { signal: AbortSignal.timeout(startLimitMs) });
  try {
    const line = await Promise.race([ready, ended.then(() => [])]);
    const { url } = readyLine.parse(JSON.parse(String(line[0])));
    return { url, pid: child.pid ?? 0, environment: awsEnvironment(url, options.region ?? 'us-east-1'), ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function programArguments(options: EmulatorOptions): string[] {
  const values = {
    '--port': options.port,
    '--speed': options.speed,
    '--launch-seconds': options.launchSeconds,
    '--log': options.log,
    // Functions that are invoked run with the Node that we run with.
    '--node': process.execPath,
  };
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

/** The variables that lead AWS clients to `url`, with credentials that are none. */
function awsEnvironment(url: string, region: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'emulator',
    AWS_SECRET_ACCESS_KEY: 'emulator',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Nothing of the user's profile may reach, or be reached from, a run against the emulator.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { build } from 'esbuild';
import { z } from 'zod';
import { bundleOptions } from '../../scaler-lambda/bundle-options';

const logLine = z.record(z.string(), z.unknown());
const usage = z.object({
  loaded: z.number(),
  firstInvocation: z.number(),
  cpu: z.number(),
  lastCpu: z.number(),
  memory: z.number(),
});

/** What a process needed. */
export interface Usage {
  /** Milliseconds from the start of the process until the bundle was loaded. */
  readonly loaded: number;
  /** Milliseconds from the start of the process to the end of its first invocation. */
  readonly firstInvocation: number;
  /** Milliseconds of processor time. */
  readonly cpu: number;
  /** Milliseconds of processor time of the last invocation. */
  readonly lastCpu: number;
  /** Most memory that it had at once, in MB. */
  readonly memory: number;
}

export interface Invocation {
  /** Message of the error with which the invocation failed; undefined when it succeeded. */
  readonly error: string | undefined;
  /** The log, one object a line. */
  readonly lines: readonly z.output<typeof logLine>[];
  /** Everything that the process wrote. */
  readonly output: string;
  /** Undefined when the process did not get to its end. */
  readonly usage: Usage | undefined;
}

export interface InvokeOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Time limit of the function in milliseconds. @default 1000, which is one tick */
  readonly timeLimit?: number;
  /** How often the process is invoked, one invocation after the other. @default 1 */
  readonly times?: number;
  /** Waits take no time, and only they pass it, so that a minute is over soon on any machine. @default false */
  readonly skipsWaits?: boolean;
  /** Milliseconds by which the process' clock is fast. @default 0 */
  readonly clockOffset?: number;
  /** Factor by which its time limits for requests are longer, as a busy machine is slower than Lambda. @default 10 */
  readonly patience?: number;
  /** Ends the process when it settles, wherever it is. @default - it ends by itself */
  readonly until?: Promise<unknown>;
}

/** The Lambda runtime in a few lines: loads the bundle and invokes its handler. */
const runtime = `
  const [timeLimit, times, skipsWaits, clockOffset, patience] = process.argv.slice(2).map(Number);
  const limit = AbortSignal.timeout;
  AbortSignal.timeout = (milliseconds) => limit.call(AbortSignal, patience * milliseconds);
  const now = Date.now;
  Date.now = () => now() + clockOffset;
  if (skipsWaits) {
    const start = Date.now();
    let waited = 0;
    Date.now = () => start + waited;
    require('node:timers/promises').setTimeout = async (delay) => {
      waited += delay;
    };
  }
  const measured = {};
  (async () => {
    const { handler } = require(process.argv[1]);
    measured.loaded = performance.now();
    let lastCpu = 0;
    for (let i = 0; i < times; i += 1) {
      const before = process.cpuUsage();
      const end = Date.now() + timeLimit;
      await handler({}, { getRemainingTimeInMillis: () => end - Date.now() });
      measured.firstInvocation ??= performance.now();
      const { user, system } = process.cpuUsage(before);
      lastCpu = (user + system) / 1000;
    }
    const { user, system } = process.cpuUsage();
    const { maxRSS } = process.resourceUsage();
    const whole = { cpu: (user + system) / 1000, lastCpu, memory: maxRSS / 1024 };
    require('node:fs').writeSync(3, JSON.stringify({ ...measured, ...whole }));
  })().catch((error) => {
    process.stderr.write(error.message);
    process.exitCode = 1;
  });
`;

/** A Lambda function as it is deployed: bundled, and run in a process of its own. */
export class BundledFunction {
  private readonly running = new Set<ChildProcess>();

  private constructor(private readonly directory: string) {}

  /** @param folder folder of the function's handler.ts: `scaler-lambda` */
  static async build(folder: string): Promise<BundledFunction> {
    const directory = mkdtempSync(join(tmpdir(), 'agent-fleet-function-'));
    const entry = resolve(__dirname, '../..', folder, 'handler.ts');
    await build({ ...bundleOptions, entryPoints: [entry], outfile: join(directory, 'index.js') });
    return new BundledFunction(directory);
  }

  /** A function whose code is there already; `directory` has its index.js, and goes when the function is removed. */
  static at(directory: string): BundledFunction {
    return new BundledFunction(directory);
  }

  async invoke(options: InvokeOptions): Promise<Invocation> {
    const { environment, timeLimit = 1000, times = 1, skipsWaits = false, clockOffset = 0, patience = 10 } = options;
    const bundle = join(this.directory, 'index.js');
    const parameters = [timeLimit, times, Number(skipsWaits), clockOffset, patience].map(String);
    // Nothing but the given environment, and no node_modules to fall back to.
    const child = spawn(process.execPath, ['-e', runtime, bundle, ...parameters], {
      cwd: this.directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.running.add(child);
    child.once('close', () => this.running.delete(child));
    options.until?.then(() => child.kill('SIGKILL'));
    const [stdout, stderr, measured, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      text(child.stdio[3]),
      new Promise<number | null>((resolve) => child.once('close', resolve)),
    ]);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return {
      error: code === 0 ? undefined : stderr,
      // Read when somebody asks for them: other people's functions write no JSON.
      get lines() {
        return lines.map((line) => logLine.parse(JSON.parse(line)));
      },
      output: stdout + stderr,
      usage: measured === '' ? undefined : usage.parse(JSON.parse(measured)),
    };
  }

  remove(): void {
    for (const child of this.running) child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true });
  }
}

async function text(stream: Readable | Writable | null | undefined): Promise<string> {
  let all = '';
  if (stream instanceof Readable) for await (const chunk of stream) all += String(chunk);
  return all;
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

export interface TimedCommand {
  /** Wall-clock seconds from start to end. */
  readonly seconds: number;
  /** Seconds of processor time of its Node processes, which say more than the clock where a machine is busy. */
  readonly processorSeconds: number;
  /** Most memory that one of its Node processes held, in MB. */
  readonly megabytes: number;
}

/** Runs a command of this package in its root. @throws when it fails, with what it printed */
export async function timeCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<TimedCommand> {
  const dir = await mkdtemp(join(tmpdir(), 'agent-fleet-bench-'));
  try {
    const usageFile = join(dir, 'usage');
    const preload = `--require ${join(__dirname, 'report-usage.cjs')}`;
    const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path, NODE_OPTIONS: preload, BENCH_USAGE_FILE: usageFile, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-4000);
      });
    }
    const [code] = await once(child, 'close');
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${printed}`);
    const usages = (await readFile(usageFile, 'utf8').catch(() => '0 0')).trim().split('\n');
    const [kilobytes, microseconds] = [0, 1].map((column) => usages.map((line) => Number(line.split(' ')[column])));
    const processorSeconds = (microseconds ?? []).reduce((sum, each) => sum + each, 0) / 1e6;
    return { seconds, processorSeconds, megabytes: Math.max(...(kilobytes ?? [])) / 1000 };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

export interface TimedCommand {
  /** Wall-clock seconds from start to end. */
  readonly seconds: number;
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
    const memoryFile = join(dir, 'memory');
    const preload = `--require ${join(__dirname, 'report-memory.cjs')}`;
    const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH ?? ''}`;
    const started = performance.now();
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: path, NODE_OPTIONS: preload, BENCH_MEMORY_FILE: memoryFile, ...env },
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
    const kilobytes = (await readFile(memoryFile, 'utf8').catch(() => '0')).trim().split('\n').map(Number);
    return { seconds, megabytes: Math.max(...kilobytes) / 1000 };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

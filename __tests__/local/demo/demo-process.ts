import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually';

const root = join(__dirname, '..', '..', '..');

/** A `fleet demo` in a process of its own, whose temporary files are in a folder of its own. */
export class DemoProcess {
  output = '';
  /** Everything about how it goes. */
  report = '';
  private readonly exit: Promise<unknown[]>;

  private constructor(
    private readonly child: ChildProcess,
    /** Its TMPDIR. */
    readonly folder: string,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.report += text;
    });
    this.exit = once(child, 'close');
  }

  static async start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<DemoProcess> {
    // Short: Terraform puts sockets below it.
    const folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
    const child = spawn(process.execPath, [join(root, 'bin', 'fleet.cjs'), 'demo', ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new DemoProcess(child, folder);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits until it has told `sign`. */
  async told(sign: string, seconds = 120): Promise<void> {
    await eventually(
      () => this.report,
      (report) => report.includes(sign) || this.child.exitCode !== null,
      seconds,
    );
    if (!this.report.includes(sign)) throw new Error(`the demo ended without telling "${sign}":\n${this.report}`);
  }

  async exitCode(): Promise<number | null> {
    await this.exit;
    return this.child.exitCode;
  }

  /** Temporary files of the demo; tsx's own cache, which is every program's, does not count. */
  async files(): Promise<string[]> {
    const names = await readdir(this.folder);
    return names.filter((name) => !name.startsWith('tsx-') && !name.startsWith('node-compile-cache'));
  }

  /** Processes that work below its folder, or were started from there. */
  async processes(): Promise<string[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map((pid) => this.belongs(pid)));
    return found.filter((each) => each !== undefined);
  }

  async remove(): Promise<void> {
    this.child.kill('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private async belongs(pid: string): Promise<string | undefined> {
    const nothing = () => '';
    const [command, environment, cwd] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8').catch(nothing),
      readFile(`/proc/${pid}/environ`, 'utf8').catch(nothing),
      readlink(`/proc/${pid}/cwd`).catch(nothing),
    ]);
    const isOurs = [command, environment, cwd].some((text) => text.includes(this.folder));
    return isOurs && Number(pid) !== this.pid ? `${pid} ${command.replaceAll('\0', ' ')}` : undefined;
  }
}

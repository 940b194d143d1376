import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
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
    private readonly folder: string,
    private readonly cwd: string,
  ) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.report += text;
    });
    this.exit = once(child, 'close');
  }

  /** `fleet` is put into fleet.yaml in the working directory. */
  static async start(args: readonly string[], { fleet = '', path = process.env['PATH'] } = {}): Promise<DemoProcess> {
    // Short: Terraform puts sockets below it.
    const folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
    const cwd = await mkdtemp(join(tmpdir(), 'demo-cwd-'));
    await writeFile(join(cwd, 'fleet.yaml'), fleet);
    const child = spawn(process.execPath, [join(root, 'bin', 'fleet.cjs'), 'demo', ...args], {
      cwd,
      env: { PATH: path, HOME: process.env['HOME'], TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new DemoProcess(child, folder, cwd);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** What Ctrl-C in a terminal does: every process of the foreground group gets the signal. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }

  /** Waits until it has told `sign`. */
  async told(sign: string, seconds = 600): Promise<void> {
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

  /** Files of the demo, temporary or not; tsx's own cache, which is every program's, does not count. */
  async files(): Promise<string[]> {
    const names = [...(await readdir(this.folder)), ...(await readdir(this.cwd))];
    return names
      .filter((name) => name !== 'fleet.yaml')
      .filter((name) => !name.startsWith('tsx-') && !name.startsWith('node-compile-cache'));
  }

  /** Processes that work below its folder, or were started from there. */
  async processes(): Promise<string[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map((pid) => this.belongs(pid)));
    return found.filter((each) => each !== undefined);
  }

  async remove(): Promise<void> {
    this.child.kill('SIGKILL');
    for (const folder of [this.folder, this.cwd]) await rm(folder, { recursive: true, force: true, maxRetries: 10 });
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

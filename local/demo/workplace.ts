import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killTree } from '../../supervisor/process-tree';
import { bundle } from '../bundle';

/** The folder that holds every file of a demo, and the processes that do not end with it by themselves. */
export class Workplace {
  private readonly trees = new Set<number>();

  private constructor(
    readonly folder: string,
    private readonly janitor: ChildProcess,
  ) {
    // The janitor may be gone before the demo: then there is nobody to tell.
    janitor.stdin?.on('error', () => {});
  }

  static async create(): Promise<Workplace> {
    // Short, because Terraform puts sockets below it, whose paths may have about a hundred characters.
    const folder = await mkdtemp(join(tmpdir(), 'fleet-demo-'));
    try {
      const program = await bundle(join(__dirname, 'janitor.ts'), folder);
      const stdio: ['pipe', 'ignore', 'ignore'] = ['pipe', 'ignore', 'ignore'];
      const janitor = spawn(process.execPath, [program, folder], { cwd: '/', detached: true, stdio });
      return new Workplace(folder, janitor);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Makes a folder in the workplace and gives its path. */
  async subfolder(...names: readonly string[]): Promise<string> {
    const path = join(this.folder, ...names);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return path;
  }

  /** Has the process, and all that it starts, killed when the demo ends however it ends. */
  own(child: ChildProcess): void {
    const { pid } = child;
    if (pid === undefined) return;
    this.trees.add(pid);
    this.janitor.stdin?.write(`+${pid}\n`);
    child.once('exit', () => {
      this.trees.delete(pid);
      this.janitor.stdin?.write(`-${pid}\n`);
    });
  }

  /** Kills what is left and removes every file. A process that exits without it leaves that to the janitor. */
  async close(): Promise<void> {
    this.killAll();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    const ended = this.janitor.exitCode === null ? once(this.janitor, 'exit') : undefined;
    this.janitor.kill('SIGKILL');
    await ended;
  }

  private killAll(): void {
    for (const pid of this.trees) killTree(pid);
  }
}

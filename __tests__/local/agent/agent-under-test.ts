import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { AgentProgram } from '../../../local/agent-program';

/** How an agent under test is started. */
export interface StartOptions {
  readonly program: AgentProgram;
  /** Base URL of the hub. */
  readonly url: string;
  readonly token: string;
  /** More settings for its file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  readonly speed?: number;
}

const running = new Set<AgentUnderTest>();

/** An agent's process with a home of its own. */
export class AgentUnderTest {
  readonly directory = mkdtempSync(join(tmpdir(), 'agent-under-test-'));
  readonly home = join(this.directory, 'home');
  private readonly process: ChildProcess;
  private text = '';
  readonly exited: Promise<number | null>;

  constructor({ program, url, token, settings = {}, env = {}, args = [], speed = 20 }: StartOptions) {
    const [temporary, hook, file] = [this.path('tmp'), this.path('hook.sh'), this.path('config.yaml')];
    for (const folder of [temporary, this.home]) mkdirSync(folder);
    writeFileSync(hook, `echo "$SEMAPHORE_AGENT_SHUTDOWN_REASON" >> '${this.path('reasons')}'\n`);
    const own = { endpoint: new URL(url).host, 'no-https': true, token, 'shutdown-hook-path': hook };
    writeFileSync(file, stringify({ ...own, ...settings }));
    const base = { PATH: process.env['PATH'], HOME: this.home, TMPDIR: temporary, AGENT_FLEET_SPEED: String(speed) };
    const all = ['start', '--config-file', file, ...args];
    this.process = spawn(program.command, all, { env: { ...base, ...env }, detached: true, cwd: this.directory });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.text += text;
      });
    }
    this.exited = new Promise((resolve) => this.process.once('close', resolve));
    running.add(this);
  }

  get output(): string {
    return this.text;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** What the shutdown hook was told, once for each time that it ran. */
  get hookReasons(): string[] {
    const file = this.path('reasons');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** Ends the whole process group, if it is still there. */
  kill(): void {
    try {
      process.kill(-this.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  /** Ends the agent and removes all its files. */
  async remove(): Promise<void> {
    running.delete(this);
    this.kill();
    await this.exited;
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Removes every agent that a test has started. */
export async function removeAgents(): Promise<void> {
  await Promise.all([...running].map((agent) => agent.remove()));
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Milliseconds between the hang-up that a stopped job gets and its end. */
const hangUpGrace = 1000;

/** Milliseconds that output may still come from a shell that has ended. */
const drainLimit = 100;

/**
 * The bash that a job's commands run in, one after the other, so that each sees what earlier ones did to it. It leads
 * a process group of its own. Unlike the real agent's it has no terminal: standard input is empty.
 */
export class Shell {
  private readonly bash: ChildProcess;
  private readonly mark = `\u0001 ${randomUUID()}-end `;
  private readonly ended: Promise<void>;
  private hasEnded = false;
  private received = '';
  private take: () => void = () => undefined;

  constructor() {
    this.bash = spawn('bash', ['--login'], { detached: true, stdio: ['pipe', 'pipe', 'ignore', 'pipe'] });
    this.bash.stdin?.on('error', () => undefined);
    this.bash.stdio[3]?.on('error', () => undefined);
    this.bash.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.received += text;
      this.take();
    });
    this.ended = new Promise<void>((resolve) => {
      this.bash.once('error', () => resolve());
      this.bash.once('exit', () => {
        const closed = new Promise((close) => this.bash.once('close', close));
        void Promise.race([closed, setTimeout(drainLimit)]).then(() => resolve());
      });
    }).then(() => {
      this.hasEnded = true;
    });
    process.once('exit', this.killGroup);
    // The watcher ends the whole group when this process ends, however it ends: then its side of pipe 3 closes.
    const watcher = '( { read -r -u 3; kill -KILL 0; } </dev/null >/dev/null 2>&1 & ); exec 3<&-';
    this.bash.stdin?.write(`exec 2>&1; ${watcher}; cd ~\n`);
  }

  /** Runs `command` and returns its exit status; 1 if the shell ends with it. */
  async run(command: string, output: (text: string) => void): Promise<number> {
    if (this.hasEnded) return 1;
    const file = join(tmpdir(), 'current-agent-cmd');
    writeFileSync(file, command);
    // The mark is printed in two parts, so that a trace of the shell (`set -x`) does not look like it.
    const [lead, text] = [this.mark.slice(0, 1), this.mark.slice(1)];
    const end = `printf '%b%s%s\\n' '\\00${lead.charCodeAt(0)}' '${text}' "$AGENT_CMD_RESULT"`;
    this.bash.stdin?.write(`source '${file}' </dev/null; AGENT_CMD_RESULT=$?; ${end}; (exit "$AGENT_CMD_RESULT")\n`);
    return await this.scan(output);
  }

  /** Ends the shell and what it started; `isStopped` also what does not listen to a hang-up. */
  async close(isStopped: boolean): Promise<void> {
    this.signalGroup('SIGHUP');
    this.bash.kill('SIGKILL');
    await this.ended;
    if (isStopped) {
      for (let waited = 0; waited < hangUpGrace && this.signalGroup(0); waited += 50) await setTimeout(50);
    }
    this.killGroup();
    process.off('exit', this.killGroup);
  }

  private async scan(output: (text: string) => void): Promise<number> {
    const status = new Promise<number>((resolve) => {
      this.take = () => {
        const start = this.received.indexOf(this.mark);
        if (start >= 0) {
          const [line, code] = /^(\d+)\n/.exec(this.received.slice(start + this.mark.length)) ?? [];
          if (line === undefined) return;
          this.emit(start, output);
          this.received = this.received.slice(this.mark.length + line.length);
          resolve(Number(code));
          return;
        }
        // Keep back what may become the mark.
        const lead = this.received.lastIndexOf('\u0001');
        const isPartial = lead >= 0 && this.mark.startsWith(this.received.slice(lead));
        this.emit(isPartial ? lead : this.received.length, output);
      };
      this.take();
    });
    const result = await Promise.race([status, this.ended]);
    this.take = () => undefined;
    if (result === undefined) this.emit(this.received.length, output);
    return result ?? 1;
  }

  private emit(length: number, output: (text: string) => void): void {
    const text = this.received.slice(0, length);
    this.received = this.received.slice(length);
    if (text !== '') output(text);
  }

  private readonly killGroup = () => void this.signalGroup('SIGKILL');

  private signalGroup(signal: NodeJS.Signals | 0): boolean {
    try {
      return this.bash.pid !== undefined && process.kill(-this.bash.pid, signal);
    } catch {
      return false;
    }
  }
}

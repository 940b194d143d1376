import { appendFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The agent's own log: lines on standard output and in a file, as the real agent writes them. */
export class AgentLog {
  /** Put in front of every message once it is known. */
  agentName = '';
  private readonly path: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.path = env['SEMAPHORE_AGENT_LOG_FILE_PATH'] || join(tmpdir(), 'agent_log');
    mkdirSync(dirname(this.path), { recursive: true });
  }

  write(message: string): void {
    const now = new Date();
    const day = String(now.getUTCDate()).padStart(2, ' ');
    const time = now.toISOString().slice(11, 23);
    const name = this.agentName === '' ? '' : `${this.agentName} `;
    const line = `${months[now.getUTCMonth()]} ${day} ${time} ${name}: ${message}\n`;
    process.stdout.write(line);
    appendFileSync(this.path, line);
  }
}

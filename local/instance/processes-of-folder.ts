import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * Processes that work in `folder` or were started with it in their environment, as everything is that runs on a machine
 * with its disk there. Whoever started them may be long gone. None where there is no /proc.
 */
export function processesOf(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && belongsTo(folder, pid));
}

export function killProcessesOf(folder: string): void {
  for (const pid of processesOf(folder)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }
}

function belongsTo(folder: string, pid: number): boolean {
  try {
    const directory = readlinkSync(`/proc/${pid}/cwd`);
    if (directory === folder || directory.startsWith(`${folder}/`)) return true;
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`=${folder}`);
  } catch {
    // It has ended, or belongs to somebody else.
    return false;
  }
}

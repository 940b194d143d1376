import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process and its parent. */
interface Parentage {
  readonly pid: number;
  readonly parent: number;
}

/**
 * Ends a process group and everything started from it at once. Descendants are looked up as well as the group: an agent
 * runs each job in a terminal session of its own, which is another process group.
 */
export function killTree(leader: number): void {
  for (const pid of descendants(leader, parentages())) signal(pid);
  // The caller may be among them, and goes on.
  if (leader !== process.pid) {
    signal(-leader);
    signal(leader);
  }
}

/** Whether the process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return status(pid) !== 'Z';
}

function descendants(ancestor: number, all: readonly Parentage[]): number[] {
  const children = all.filter(({ parent }) => parent === ancestor).map(({ pid }) => pid);
  return children.flatMap((pid) => [pid, ...descendants(pid, all)]);
}

function parentages(): Parentage[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
      return { pid, parent };
    });
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(stat(Number(name))[1] ?? 0) }));
}

/** Fields of /proc/<pid>/stat behind the program's name, which may hold anything: state, parent, ... */
function stat(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function status(pid: number): string | undefined {
  return process.platform === 'linux' ? stat(pid)[0] : undefined;
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

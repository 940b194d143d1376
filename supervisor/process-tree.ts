import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process, its parent and its group. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** When it started, where ids of parents can be out of date: on Windows. Any unit, later is more. @default 0 */
  readonly start?: number;
}

/**
 * Ends a process group and everything started from it at once; the caller, if it is among them, goes on. Descendants are
 * looked up as well as the group: an agent runs each job in a terminal session of its own, which is another process group.
 */
export function killTree(leader: number): void {
  const started = descendants(leader, processes());
  for (const { pid } of started) signal(pid);
  if (leader === process.pid) return;
  killGroup(leader);
  signal(leader);
}

/** Ends what an agent's jobs run, but not the agent. */
export function killJobs(agent: number): void {
  for (const { pid } of jobsOf(agent, processes(), process.platform)) signal(pid);
}

/** What an agent has started outside its own group. Windows tells no groups: there it is what the agent's child has started. */
export function jobsOf(
  agent: number,
  all: readonly ProcessEntry[],
  platform: NodeJS.Platform,
): readonly ProcessEntry[] {
  const isJob = ({ parent, group }: ProcessEntry) => (platform === 'win32' ? parent !== agent : group !== agent);
  return descendants(agent, all).filter(isJob);
}

/** Ends what is left of a process group whose leader has ended. */
export function killGroup(leader: number): void {
  if (process.platform !== 'win32' && leader > 0) signal(-leader);
}

/** Whether the process exists and is no zombie. */
export function isAlive(pid: number): boolean {
  // 0 would be the caller's own group.
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || stat(pid)[0] !== 'Z';
}

/**
 * Tells a process from a later one with the same id; undefined where nothing tells, or there is no such process. In
 * clock ticks since boot on Linux, as a date on macOS.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === 'linux') return stat(pid)[19];
  if (process.platform === 'win32') return undefined;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

function descendants(ancestor: number, all: readonly ProcessEntry[]): ProcessEntry[] {
  const since = all.find(({ pid }) => pid === ancestor)?.start ?? 0;
  // An older process is the child of one that had the same id before.
  const children = all.filter(({ parent, start = 0 }) => parent === ancestor && start >= since);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}

function processes(): ProcessEntry[] {
  if (process.platform === 'win32') return windowsProcesses();
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,pgid='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map(entry);
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      const [, parent, group] = stat(Number(name));
      return { pid: Number(name), parent: Number(parent ?? 0), group: Number(group ?? 0) };
    });
}

function windowsProcesses(): ProcessEntry[] {
  const query =
    'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) 0 $($_.CreationDate.Ticks)" }';
  const text = execFileSync('powershell.exe', ['-NoProfile', '-Command', query], { encoding: 'utf8' });
  return text.trim().split('\n').map(entry);
}

function entry(line: string): ProcessEntry {
  const [pid = 0, parent = 0, group = 0, start = 0] = line.trim().split(/\s+/).map(Number);
  return { pid, parent, group, start };
}

/** Fields of /proc/<pid>/stat behind the program's name, which may hold anything: state, parent, group, ... */
function stat(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/**
 * Cleans up after a demo that was killed: when its standard input closes, it kills the process trees it was told of and
 * removes the folder. Argument: the folder. Lines on standard input: `+<pid>` and `-<pid>`.
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { killTree } from '../../supervisor/process-tree';
import { killProcessesOf } from '../instance/processes-of-folder';

/** Processes that end by themselves when the demo does may write until they have. */
const attempts = 20;
const pauseMs = 100;

const [folder] = process.argv.slice(2);
const trees = new Set<number>();

async function clean(): Promise<void> {
  for (const pid of trees) killTree(pid);
  for (let attempt = 0; folder !== undefined && attempt < attempts; attempt += 1) {
    // Jobs may have put something into a session of its own.
    killProcessesOf(folder);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    await delay(pauseMs);
  }
}

// A terminal that closes or a Ctrl-C is for the demo; what is left of it is for this.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const pid = Number(line.slice(1));
    if (line.startsWith('+')) trees.add(pid);
    else trees.delete(pid);
  })
  .on('close', () => void clean());

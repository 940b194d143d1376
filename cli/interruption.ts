import type { Terminal } from './terminal';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `work` with a signal that is aborted by Ctrl-C, by SIGTERM and by a terminal that closes: Terraform finishes what it
 * is making, nothing is lost.
 */
export async function interruptible<T>(terminal: Terminal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const interrupt = () => {
    terminal.report('Stopping; what is being made is finished first');
    interrupted.abort();
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

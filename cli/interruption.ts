import type { Terminal } from './terminal';

/** Runs `work` with a signal that Ctrl-C and SIGTERM abort: Terraform finishes what it is making, nothing is lost. */
export async function interruptible<T>(terminal: Terminal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const interrupt = () => {
    terminal.report('Stopping; what is being made is finished first');
    interrupted.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

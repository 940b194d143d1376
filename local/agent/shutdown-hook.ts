import { spawn } from 'node:child_process';
import type { AgentLog } from './agent-log';

/** Why the agent ends, as its shutdown hook learns it. */
export type HookReason = 'IDLE' | 'JOB_FINISHED' | 'REQUESTED' | 'INTERRUPTED' | 'UNABLE_TO_SYNC' | 'UNKNOWN';

/** The hook's word for the hub's shutdown reason. */
export function hookReason(shutdownReason: string): HookReason {
  switch (shutdownReason) {
    case 'idle':
      return 'IDLE';
    case 'job-finished':
      return 'JOB_FINISHED';
    case 'requested':
      return 'REQUESTED';
    case 'interrupted':
      return 'INTERRUPTED';
    default:
      return 'UNKNOWN';
  }
}

/** Runs the shutdown hook to its end; one that fails is only logged. */
export async function runShutdownHook(path: string, reason: HookReason, log: AgentLog): Promise<void> {
  if (path === '') return;
  log.write(`Executing shutdown hook from ${path}`);
  const env = { ...process.env, SEMAPHORE_AGENT_SHUTDOWN_REASON: reason };
  const hook = spawn('bash', [path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [hook.stdout, hook.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const failure = await new Promise<string | undefined>((resolve) => {
    hook.once('error', ({ message }) => resolve(message));
    hook.once('close', (code, signal) => resolve(code === 0 ? undefined : `exit status ${code ?? signal}`));
  });
  if (failure !== undefined) log.write(`Error executing shutdown hook: ${failure}`);
  log.write(`Output: ${output}`);
}

import { spawn } from 'node:child_process';
import { errorCode } from '../config/error-code';
import { UserError } from './user-error';

const missing =
  'needs packer (1.9 or later) on the PATH to build images: https://developer.hashicorp.com/packer/install. ' +
  'A fleet can start without one: image: { stock: true }';

/** Runs packer in the terminal; Ctrl-C reaches it once, so that it ends the instance that builds. @throws UserError */
export async function packer(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const interrupt = () => void child.kill('SIGINT');
  // Before packer runs: from then on nothing but this ends it.
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  // A process group of its own: Ctrl-C in a terminal would reach Packer twice, and the second one makes it drop its work.
  const child = spawn('packer', args, { env: { CHECKPOINT_DISABLE: '1', ...env }, stdio: 'inherit', detached: true });
  try {
    const exit = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? signal));
    });
    if (exit !== 0) throw new UserError(`packer ${args[0]} failed (${exit}); what it said is above`);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? new UserError(missing) : error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

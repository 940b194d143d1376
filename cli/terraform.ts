import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { UserError } from './user-error';

export interface TerraformOptions {
  /** Directory with the configuration. */
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Once aborted, Terraform finishes the change in hand and stops. */
  readonly signal: AbortSignal;
  /** Called with each line that a run writes while it works. */
  readonly onLine?: (line: string) => void;
}

/** How a run of Terraform ended. */
export interface TerraformRun {
  readonly exit: number | NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Lines of `terraform apply` that say what it is doing: `aws_kms_key.x: Still creating... [10s elapsed]`. */
export const progressLine = /^\S+: (Creating|Modifying|Importing|Still|Creation|Modifications|Import)/;

/** The terraform (or tofu) program, run in one directory. */
export class Terraform {
  private readonly program: string;
  private readonly env: NodeJS.ProcessEnv;

  constructor(private readonly options: TerraformOptions) {
    this.program = terraformProgram(options.env);
    // A workspace or data directory of the caller's own Terraform work has nothing to do with this directory.
    const { TF_WORKSPACE: _workspace, TF_DATA_DIR: _dataDirectory, ...env } = options.env;
    this.env = { CHECKPOINT_DISABLE: '1', ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0' };
  }

  /** Runs one command to its end; returns what it printed. @throws UserError with what Terraform said when it fails */
  async run(...args: readonly string[]): Promise<string> {
    const { exit, output, errors } = await this.attempt(...args);
    if (exit === 0) return output;
    throw new UserError(`${this.program} ${args[0]} failed:\n${errors.trim() || output.trim() || `exit code ${exit}`}`);
  }

  /** Runs one command to its end, however it ends. */
  async attempt(...args: readonly string[]): Promise<TerraformRun> {
    const { directory, signal, onLine } = this.options;
    signal.throwIfAborted();
    // A process group of its own: Ctrl-C in a terminal would reach Terraform twice, and the second one makes it drop its work.
    const child = spawn(this.program, args, {
      cwd: directory,
      env: this.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = () => void child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    try {
      const exited = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, killedBy) => resolve(code ?? killedBy));
      });
      const [exit, output, errors] = await Promise.all([
        exited,
        linesOf(child.stdout, onLine),
        linesOf(child.stderr, undefined),
      ]);
      signal.throwIfAborted();
      return { exit, output, errors };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

async function linesOf(stream: Readable, onLine: ((line: string) => void) | undefined): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) {
    lines.push(line);
    onLine?.(line);
  }
  return lines.join('\n');
}

/** TERRAFORM_BINARY_NAME, which cdktf reads as well, else terraform, else tofu. @throws UserError when there is none */
function terraformProgram(env: NodeJS.ProcessEnv): string {
  const candidates = env.TERRAFORM_BINARY_NAME ? [env.TERRAFORM_BINARY_NAME] : ['terraform', 'tofu'];
  const found = candidates.find((name) => isOnPath(name, env.PATH ?? ''));
  if (found !== undefined) return found;
  throw new UserError(`needs ${candidates.join(' or ')} on the PATH: Terraform >= 1.11 or OpenTofu >= 1.10`);
}

function isOnPath(name: string, path: string): boolean {
  if (name.includes('/')) return existsSync(name);
  return path.split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

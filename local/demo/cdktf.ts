import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../cli/user-error';
import { killTree } from '../../supervisor/process-tree';
import { CdktfOutput, type Progress } from './cdktf-output';
import type { Workplace } from './workplace';

const root = join(__dirname, '..', '..');
/** Settings of the caller that must not reach a run against the emulator. */
const foreign = /^(AWS_|TF_|CDKTF_|TERRAFORM_|FLEET_|AGENT_FLEET_|NODE_OPTIONS$|FORCE_COLOR$)/;

export interface CdktfOptions {
  readonly workplace: Workplace;
  /** What leads to the emulator and to Terraform, and FLEET_FILE. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** The real `cdktf`, run in a project folder of its own, so that it writes nothing into this repository. */
export class Cdktf {
  private constructor(
    private readonly options: CdktfOptions,
    private readonly project: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async create(options: CdktfOptions): Promise<Cdktf> {
    const { workplace, environment } = options;
    const project = await workplace.subfolder('project');
    const settings = {
      language: 'typescript',
      app: `tsx ${JSON.stringify(join(root, 'main.ts'))}`,
      projectId: 'agent-fleet-demo',
      sendCrashReports: 'false',
      terraformProviders: [],
      terraformModules: [],
    };
    await writeFile(join(project, 'cdktf.json'), JSON.stringify(settings));
    const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    const home = await workplace.subfolder('home');
    const env = {
      ...Object.fromEntries(own),
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
      HOME: home,
      CDKTF_HOME: home,
      TMPDIR: await workplace.subfolder('tmp'),
      // What V8 makes of CDKTF's many packages is there for the next command.
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
      NO_COLOR: '1',
      ...environment,
    };
    return new Cdktf(options, project, env);
  }

  /** @throws UserError when a stack cannot be deployed */
  async deploy(): Promise<void> {
    await this.run('deploy', '*', '--auto-approve');
  }

  /** @throws UserError when the stack would change */
  async assertUnchanged(stack: string): Promise<void> {
    const output = await this.run('diff', stack, '--skip-synth');
    if (output.hasNoChanges) return;
    throw new UserError(`cdktf diff ${stack} shows changes right after the deploy:\n${output.changes.join('\n')}`);
  }

  /** @throws UserError when a stack cannot be destroyed */
  async destroy(): Promise<void> {
    await this.run('destroy', '*', '--auto-approve', '--skip-synth');
  }

  private async run(command: string, ...args: readonly string[]): Promise<CdktfOutput> {
    const { workplace, signal, onProgress } = this.options;
    signal.throwIfAborted();
    const all = [command, ...args, '--skip-provider-lock', '--output', join(workplace.folder, 'cdktf.out')];
    // A process group of its own: Ctrl-C is for the demo, which ends this in its own order.
    const child = spawn('cdktf', all, {
      cwd: this.project,
      env: this.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    workplace.own(child);
    const kill = () => child.pid !== undefined && killTree(child.pid);
    signal.addEventListener('abort', kill, { once: true });
    const output = new CdktfOutput();
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        if (output.add(line)) onProgress(output.progress);
      });
    }
    try {
      const [code] = await once(child, 'close');
      signal.throwIfAborted();
      if (code !== 0) throw new UserError(`cdktf ${command} failed:\n${output.failure()}`);
      return output;
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }
}

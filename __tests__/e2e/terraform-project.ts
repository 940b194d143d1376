import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Emulator } from '../../local/emulator';
import { terraformEnvironment } from '../../local/terraform-cli-config';

const plannedChange = z.object({
  type: z.literal('planned_change'),
  change: z.object({ action: z.string(), resource: z.object({ addr: z.string() }) }),
});
const outputValues = z.record(z.string(), z.object({ value: z.unknown() }));

/** How a run of Terraform ended. */
export interface TerraformRun {
  readonly exitCode: number | null;
  /** Standard output and standard error, one after the other. */
  readonly output: string;
}

/** A folder of Terraform configuration, applied to an emulator with the real program and provider. */
export class TerraformProject {
  private constructor(
    private readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** @param accessKey What its calls are told from others by. @default - that of the emulator's environment */
  static async open(folder: string, emulator: Emulator, accessKey?: string): Promise<TerraformProject> {
    const { PATH, HOME } = process.env;
    const environment = { PATH, HOME, ...emulator.environment, ...(await terraformEnvironment(folder)) };
    const credentials = accessKey === undefined ? {} : { AWS_ACCESS_KEY_ID: accessKey };
    const project = new TerraformProject(folder, { ...environment, ...credentials });
    await project.run('init');
    return project;
  }

  /** Runs a command to its end. @throws with what it printed when it fails */
  async run(...args: string[]): Promise<string> {
    const { exitCode, output } = await this.attempt(...args);
    if (exitCode !== 0) throw new Error(`terraform ${args.join(' ')} failed:\n${output}`);
    return output;
  }

  /** Runs a command to its end, however it ends. */
  async attempt(...args: string[]): Promise<TerraformRun> {
    const child = this.start(...args);
    const [output, errors, [exitCode]] = await Promise.all([
      read(child.stdout),
      read(child.stderr),
      once(child, 'close'),
    ]);
    return { exitCode, output: output + errors };
  }

  /** Starts a command as the leader of a process group of its own: its providers die with it when the group is killed. */
  start(...args: string[]): ChildProcess {
    const { TERRAFORM_BINARY_NAME: program = 'terraform' } = this.environment;
    return spawn(program, [...args, '-no-color'], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** What an apply would change, such as `update aws_autoscaling_group.group`. */
  async changes(...args: string[]): Promise<string[]> {
    const { exitCode, output } = await this.attempt('plan', '-json', '-detailed-exitcode', ...args);
    if (exitCode !== 0 && exitCode !== 2) throw new Error(`terraform plan failed:\n${output}`);
    const changes = plannedChanges(output);
    return exitCode === 2 && changes.length === 0 ? ['update outputs'] : changes;
  }

  /** Applies; returns what it changed, in the form of `changes`. */
  async apply(...args: string[]): Promise<string[]> {
    return plannedChanges(await this.run('apply', '-json', '-auto-approve', ...args));
  }

  async destroy(): Promise<void> {
    await this.run('destroy', '-auto-approve');
  }

  async outputs(): Promise<Record<string, unknown>> {
    const outputs = outputValues.parse(JSON.parse(await this.run('output', '-json')));
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }
}

function plannedChanges(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const { data } = plannedChange.safeParse(JSON.parse(line));
      return data ? [`${data.change.action} ${data.change.resource.addr}`] : [];
    })
    .sort();
}

async function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? '' : text(stream);
}

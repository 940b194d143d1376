import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Emulator } from '../../local/emulator';
import { terraformEnvironment } from '../../local/terraform-cli-config';
import { AttachedProvider } from './attached-provider';

const plannedChange = z.object({
  type: z.literal('planned_change'),
  change: z.object({ action: z.string(), resource: z.object({ addr: z.string() }) }),
});
const errorLine = z.object({ '@level': z.literal('error'), '@message': z.string() });
const outputValues = z.record(z.string(), z.object({ value: z.unknown() }));

/** How a run of Terraform ended. */
export interface TerraformRun {
  readonly exitCode: number | null;
  /** Standard output and standard error, one after the other. */
  readonly output: string;
}

/** A folder of Terraform configuration, applied to an emulator with the real program and provider. */
export class TerraformProject {
  private provider: Promise<AttachedProvider> | undefined;

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
    outputOf(['init'], await ended(project.start(['init'])));
    return project;
  }

  /** Ends what is kept from command to command. */
  async close(): Promise<void> {
    await (await this.provider)?.stop();
  }

  /** Runs a command to its end. @throws with what it printed when it fails */
  async run(...args: string[]): Promise<string> {
    return outputOf(args, await this.attempt(...args));
  }

  /** Runs a command to its end, however it ends. */
  async attempt(...args: string[]): Promise<TerraformRun> {
    return ended(this.start(args, await this.attachment()));
  }

  /** What has Terraform attach to the provider of this project, also when others run it. */
  async attachment(): Promise<NodeJS.ProcessEnv> {
    this.provider ??= AttachedProvider.start(this.folder, this.environment);
    return (await this.provider).environment;
  }

  /** Starts an apply as the leader of a process group of its own: its providers die with it when the group is killed. */
  startApply(): ChildProcess {
    return this.start(['apply', '-auto-approve']);
  }

  private start(args: readonly string[], attached: NodeJS.ProcessEnv = {}): ChildProcess {
    const { TERRAFORM_BINARY_NAME: program = 'terraform' } = this.environment;
    return spawn(program, [...args, '-no-color'], {
      cwd: this.folder,
      env: { ...this.environment, ...attached },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }

  /** What an apply would change, such as `update aws_autoscaling_group.group`. */
  async changes(...args: string[]): Promise<string[]> {
    const { exitCode, output } = await this.attempt('plan', '-json', '-detailed-exitcode', ...args);
    if (exitCode !== 0 && exitCode !== 2) throw new Error(`terraform plan failed:\n${errorsIn(output)}`);
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

async function ended(child: ChildProcess): Promise<TerraformRun> {
  const [output, errors, [exitCode]] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode, output: output + errors };
}

/** @throws with what it printed when it failed */
function outputOf(args: readonly string[], { exitCode, output }: TerraformRun): string {
  if (exitCode !== 0) throw new Error(`terraform ${args.join(' ')} failed:\n${errorsIn(output)}`);
  return output;
}

/** What a run says went wrong: of machine-readable output the messages of its errors, else all of it. */
function errorsIn(output: string): string {
  const messages = jsonLines(output).flatMap((line) => {
    const { data } = errorLine.safeParse(line);
    return data ? [data['@message']] : [];
  });
  return messages.length > 0 ? messages.join('\n') : output;
}

function jsonLines(output: string): unknown[] {
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line): unknown => JSON.parse(line));
}

function plannedChanges(output: string): string[] {
  return jsonLines(output)
    .flatMap((line) => {
      const { data } = plannedChange.safeParse(line);
      return data ? [`${data.change.action} ${data.change.resource.addr}`] : [];
    })
    .sort();
}

async function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? '' : text(stream);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type EmulatedInstance, instanceFacts } from './emulated-instance';
import { MetadataService } from './metadata-service';
import { killTree } from './process-tree';

/** What every machine of a run has in common. */
export interface MachineOptions {
  /** Bundled supervisor. */
  readonly supervisor: string;
  /** The agent program and its first arguments. */
  readonly agent: { readonly command: string; readonly args: readonly string[] };
  /** Folder in which each machine gets one of its own. */
  readonly folder: string;
  readonly emulatorUrl: string;
  /** Time compression. */
  readonly speed: number;
  /** Receives each line that the supervisor writes. @default - lines are dropped */
  readonly onLine?: ((instanceId: string, line: string) => void) | undefined;
}

/** One running instance: a process group with a metadata service and a disk of its own. */
export class Machine {
  /** Settles when the process group has ended, by itself or by `kill`. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly metadata: MetadataService,
    private readonly folder: string,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', () => resolve()).once('error', () => resolve());
    });
  }

  static async boot(instance: EmulatedInstance, options: MachineOptions): Promise<Machine> {
    const metadata = await MetadataService.start(instanceFacts(instance));
    metadata.update(instance);
    const folder = join(options.folder, instance.instanceId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Its standard input is the power supply: the supervisor ends everything when it closes.
    const child = spawn(process.execPath, [options.supervisor], {
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        TMPDIR: folder,
        AWS_ENDPOINT_URL: options.emulatorUrl,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
        INSTANCE_FOLDER: folder,
        AGENT_PROGRAM: JSON.stringify([options.agent.command, ...options.agent.args]),
        AGENT_FLEET_SPEED: String(options.speed),
      },
    });
    createInterface({ input: child.stdout }).on('line', (line) => options.onLine?.(instance.instanceId, line));
    return new Machine(child, metadata, folder);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get metadataUrl(): string {
    return this.metadata.url;
  }

  /** Tells the instance what has changed around it. */
  update(instance: EmulatedInstance): void {
    this.metadata.update(instance, instance.tags);
  }

  /** Pulls the plug: what ran on the instance is gone, and so is its disk. */
  async kill(): Promise<void> {
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
      killTree(this.child.pid);
    }
    await this.ended;
    await this.metadata.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

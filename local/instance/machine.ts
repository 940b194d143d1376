import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { killTree } from '../../supervisor/process-tree';
import { type EmulatedInstance, instanceFacts } from './emulated-instance';
import type { MetadataFault } from './metadata-fault';
import { MetadataService } from './metadata-service';
import { killProcessesOf } from './processes-of-folder';

/** Seconds between the end of a supervisor and its next start, and starts after which the machine is given up. */
const restartSeconds = 1;
const mostStarts = 5;

/** What every machine of a run has in common. */
export interface MachineOptions {
  /** Bundled supervisor. */
  readonly supervisor: string;
  /** The agent program. */
  readonly agent: { readonly command: string };
  /** Folder in which each machine gets one of its own. */
  readonly folder: string;
  readonly emulatorUrl: string;
  /** Time compression. */
  readonly speed: number;
  /** Receives each line that the supervisor writes. @default - lines are dropped */
  readonly onLine?: ((instanceId: string, line: string) => void) | undefined;
  /** What is wrong with an instance from its boot on. @default - nothing */
  readonly flaws?: ((instance: EmulatedInstance) => MachineFlaws) | undefined;
}

/** What can be wrong with a machine. */
export interface MachineFlaws {
  readonly metadata?: MetadataFault | undefined;
  /** Variables of the supervisor beside, or instead of, those that every machine has. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * One running instance: a disk, a metadata service, and a service manager with the supervisor as its one service. A
 * supervisor that ends by itself (exit code 0) has powered the machine off; one that dies is started again beside what
 * it left running, as systemd does with `KillMode=process`.
 */
export class Machine {
  /** Settles when the machine is off, by itself or by `kill`. */
  readonly ended: Promise<void>;
  private child: ChildProcess;
  private readonly stopping = new AbortController();

  private constructor(
    private readonly startSupervisor: () => ChildProcess,
    private readonly metadata: MetadataService,
    private readonly folder: string,
    speed: number,
  ) {
    this.child = startSupervisor();
    this.ended = this.keepSupervisor((restartSeconds * 1000) / speed);
  }

  static async boot(instance: EmulatedInstance, options: MachineOptions): Promise<Machine> {
    const flaws = options.flaws?.(instance);
    const metadata = await MetadataService.start(instanceFacts(instance));
    metadata.update(instance);
    metadata.fail(flaws?.metadata);
    const folder = join(options.folder, instance.instanceId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const start = () => {
      // Its standard input is the power supply: the supervisor ends everything when it closes.
      const child = spawn(process.execPath, [options.supervisor], {
        cwd: folder,
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
        env: { ...environment(folder, metadata, options), ...flaws?.environment },
      });
      createInterface({ input: child.stdout }).on('line', (line) => options.onLine?.(instance.instanceId, line));
      return child;
    };
    return new Machine(start, metadata, folder, options.speed);
  }

  /** The supervisor's process, which leads a process group. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  get metadataUrl(): string {
    return this.metadata.url;
  }

  /** Requests to the metadata service so far. */
  get metadataRequests(): number {
    return this.metadata.requests;
  }

  /** Tells the instance what has changed around it. */
  update(instance: EmulatedInstance): void {
    this.metadata.update(instance, instance.tags);
  }

  /** Has the metadata service fail, or, without a fault, work again. */
  failMetadata(fault?: MetadataFault): void {
    this.metadata.fail(fault);
  }

  /** Pulls the plug: what ran on the instance is gone, and so is its disk. */
  async kill(): Promise<void> {
    this.stopping.abort();
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
      killTree(this.child.pid);
    }
    await this.ended;
    killProcessesOf(this.folder);
    // Whoever escaped all that may still hold the other end.
    this.child.stdout?.destroy();
    await this.metadata.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private async keepSupervisor(restartMs: number): Promise<void> {
    const { signal } = this.stopping;
    for (let starts = 1; ; starts += 1) {
      const code = await exitCode(this.child);
      if (code === 0 || signal.aborted || starts === mostStarts) return;
      await delay(restartMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      this.child = this.startSupervisor();
    }
  }
}

function environment(folder: string, metadata: MetadataService, options: MachineOptions): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    TMPDIR: folder,
    AWS_ENDPOINT_URL: options.emulatorUrl,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url,
    AGENT_FLEET_AGENT: options.agent.command,
    AGENT_FLEET_RUN_FOLDER: join(folder, 'run'),
    AGENT_FLEET_LOG_FOLDER: join(folder, 'log'),
    AGENT_FLEET_AGENTS_FOLDER: join(folder, 'agents'),
    AGENT_FLEET_SPEED: String(options.speed),
  };
}

/** Undefined when the process was killed or could not be started. */
async function exitCode(child: ChildProcess): Promise<number | undefined> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? undefined;
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? undefined)).once('error', () => resolve(undefined));
  });
}

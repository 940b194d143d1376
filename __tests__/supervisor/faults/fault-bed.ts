import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standInAgent } from '../../../local/agent-program';
import { type Emulator, startEmulator } from '../../../local/emulator';
import type { EmulatedInstance } from '../../../local/instance/emulated-instance';
import type { MachineFlaws } from '../../../local/instance/machine';
import { Machines } from '../../../local/machines';
import { bundleSupervisor } from '../../../local/supervisor-bundle';

/** Factor by which time is compressed. */
export const speed = 20;

/** An account in which instances run the real supervisor; started once for all faults. */
export class FaultBed {
  /** What is wrong with the instances of a group, by the group's name. */
  readonly flaws = new Map<string, MachineFlaws>();
  /** All instances, as of the last change. */
  instances: readonly EmulatedInstance[] = [];
  /** Every instance there has been, by group. */
  readonly launched = new Map<string, Set<string>>();
  /** What the supervisors wrote, by instance. */
  readonly lines = new Map<string, string[]>();

  private constructor(
    readonly emulator: Emulator,
    readonly folder: string,
    private readonly watched: { machines?: Machines },
  ) {}

  static async start(): Promise<FaultBed> {
    const folder = await mkdtemp(join(tmpdir(), 'agent-fleet-faults-'));
    const emulator = await startEmulator({ speed });
    const bed = new FaultBed(emulator, folder, {});
    const [supervisor, agent] = await Promise.all([bundleSupervisor(folder), standInAgent(folder)]);
    bed.watched.machines = new Machines({
      supervisor,
      agent,
      folder: join(folder, 'machines'),
      emulatorUrl: emulator.url,
      speed,
      flaws: ({ group }) => bed.flaws.get(group ?? '') ?? {},
      onInstances: (instances) => bed.seen(instances),
      onLine: (instanceId, line) => bed.lines.set(instanceId, [...(bed.lines.get(instanceId) ?? []), line]),
    });
    return bed;
  }

  get machines(): Machines {
    if (this.watched.machines === undefined) throw new Error('the machines have not been started');
    return this.watched.machines;
  }

  /** The disk of an instance. */
  disk(instanceId: string): string {
    return join(this.folder, 'machines', instanceId);
  }

  private seen(instances: readonly EmulatedInstance[]): void {
    this.instances = instances;
    for (const { group, instanceId } of instances) {
      this.launched.set(group ?? '', (this.launched.get(group ?? '') ?? new Set()).add(instanceId));
    }
  }

  async stop(): Promise<void> {
    await this.watched.machines?.stop();
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

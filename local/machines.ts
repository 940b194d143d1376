import { setTimeout as delay } from 'node:timers/promises';
import { type EmulatedInstance, emulatedInstances } from './instance/emulated-instance';
import { Machine, type MachineOptions } from './instance/machine';

/** Real seconds that the emulator may wait for a change before it answers. */
const longPollSeconds = 5;
/** Real milliseconds before the emulator is asked again after it did not answer. */
const retryMs = 500;

export interface MachinesOptions extends MachineOptions {
  /** Called with every instance that is not terminated, whenever one changes. */
  readonly onInstances?: ((instances: readonly EmulatedInstance[]) => void) | undefined;
  /** Told when instances cannot be followed; they are tried again. @default - nobody is told */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** Keeps one machine for each instance that the emulator says is running. */
export class Machines {
  private readonly machines = new Map<string, Machine>();
  /** Instances that have powered off: for a moment they are still said to run. */
  private readonly off = new Set<string>();
  private readonly stopping = new AbortController();
  private readonly watching: Promise<void>;

  constructor(private readonly options: MachinesOptions) {
    this.watching = this.watch();
  }

  /** The machine of an instance; undefined while it has none. */
  get(instanceId: string): Machine | undefined {
    return this.machines.get(instanceId);
  }

  /** Leaders of the process groups of all machines. */
  get pids(): readonly number[] {
    return [...this.machines.values()].flatMap(({ pid }) => pid ?? []);
  }

  /** Kills every machine. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.watching;
    const machines = [...this.machines.values()];
    this.machines.clear();
    await Promise.all(machines.map((machine) => machine.kill()));
  }

  private async watch(): Promise<void> {
    const { signal } = this.stopping;
    for (let version = -1; !signal.aborted; ) {
      try {
        const list = await this.list(version);
        // Before machines are started, which takes a while: whoever notes the time wants this one.
        this.options.onInstances?.(list.instances);
        await this.reconcile(list.instances);
        version = list.version;
      } catch (error) {
        if (!signal.aborted) this.options.onTrouble?.(error);
        await delay(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private async list(after: number) {
    const url = new URL(
      `/agent-fleet/instances?after=${after}&timeoutSeconds=${longPollSeconds}`,
      this.options.emulatorUrl,
    );
    const response = await fetch(url, { signal: this.stopping.signal });
    if (!response.ok) throw new Error(`the emulator answered ${response.status} for its instances`);
    return emulatedInstances.parse(await response.json());
  }

  private async reconcile(instances: readonly EmulatedInstance[]): Promise<void> {
    const running = new Map(
      instances.filter(({ state }) => state === 'running').map((each) => [each.instanceId, each]),
    );
    await Promise.all([
      ...[...this.machines.keys()].filter((id) => !running.has(id)).map((id) => this.terminated(id)),
      ...[...running.values()].map((instance) => this.keep(instance)),
    ]);
  }

  private async keep(instance: EmulatedInstance): Promise<void> {
    if (this.off.has(instance.instanceId)) return;
    const existing = this.machines.get(instance.instanceId);
    if (existing) return existing.update(instance);
    const machine = await Machine.boot(instance, this.options);
    this.machines.set(instance.instanceId, machine);
    void machine.ended.then(() => this.endedByItself(instance.instanceId, machine));
  }

  private async terminated(instanceId: string): Promise<void> {
    const machine = this.machines.get(instanceId);
    this.machines.delete(instanceId);
    await machine?.kill();
  }

  /** An instance on which nothing runs any more has powered off, and EC2 has to know. */
  private async endedByItself(instanceId: string, machine: Machine): Promise<void> {
    if (this.machines.get(instanceId) !== machine) return;
    this.off.add(instanceId);
    await this.terminated(instanceId);
    const url = new URL(`/agent-fleet/instances/${instanceId}/power-off`, this.options.emulatorUrl);
    // It may have been terminated in the same moment: then there is nothing to tell.
    await fetch(url, { method: 'POST', signal: this.stopping.signal }).catch(() => this.off.delete(instanceId));
  }
}

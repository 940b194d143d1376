import type { GroupInstance } from '../scaler-lambda/boots';
import type { GroupSizes } from '../scaler-lambda/desired-capacity';
import type { EventQueue } from './event-queue';
import { Instance } from './instance';
import { endOf, type Period } from './period';

export interface InstanceGroupProps {
  readonly events: EventQueue;
  readonly min: number;
  readonly max: number;
  readonly agentsPerInstance: number;
  readonly shortages: readonly Period[];
  /** Lets a new instance boot. */
  readonly boot: (instance: Instance) => void;
  /** Takes an instance that the group gives up out of service. */
  readonly retire: (instance: Instance) => void;
}

/** An EC2 Auto Scaling group: it keeps as many instances as desired, and launches a new one for each that goes. */
export class InstanceGroup {
  desired: number;
  private min: number;
  private max: number;
  /** Instances that are paid for, in the order of their launch. */
  readonly instances = new Set<Instance>();
  private members = 0;
  /** Launches so far. */
  boots = 0;
  /** Instances whose agents have not registered yet. */
  booting = 0;
  /** Members with registered agents. */
  inService = 0;
  /** Seconds that instances which are gone were paid for. */
  private paidSeconds = 0;

  constructor(private readonly props: InstanceGroupProps) {
    this.min = props.min;
    this.max = props.max;
    this.desired = props.min;
    for (const { to } of props.shortages) props.events.at(to, () => this.converge());
    props.events.at(0, () => this.converge());
  }

  sizes(): GroupSizes {
    return { min: this.min, max: this.max, desired: this.desired };
  }

  /** The instance's agents are registered. */
  enterService(instance: Instance): void {
    instance.phase = 'running';
    instance.hasBooted = true;
    this.booting -= 1;
    if (!instance.isMember) return;
    instance.isInService = true;
    this.inService += 1;
  }

  /** Its instances as the group lists them. */
  list(): GroupInstance[] {
    return Array.from(this.instances, ({ id, isMember, isInService }) => {
      const state = isMember ? (isInService ? 'in-service' : 'pending') : 'leaving';
      return { id, state };
    });
  }

  /** Nothing boots or leaves, and no instance is there that need not be. */
  isSettled(): boolean {
    return this.instances.size <= this.min;
  }

  setDesired(desired: number): void {
    this.desired = Math.min(this.max, Math.max(this.min, desired));
    this.converge();
  }

  resize(min: number, max: number): void {
    this.min = min;
    this.max = max;
    this.setDesired(this.desired);
  }

  /**
   * The group stops counting an instance that is on its way out, and replaces it; `lower` takes its place along, unless
   * the group is at its minimum.
   */
  giveUp(instance: Instance, lower = false): void {
    if (!instance.isMember) return;
    if (lower && this.desired > this.min) this.desired -= 1;
    instance.isMember = false;
    this.members -= 1;
    if (instance.isInService) this.inService -= 1;
    instance.isInService = false;
    this.converge();
  }

  /** An instance is gone. */
  remove(instance: Instance): void {
    this.instances.delete(instance);
    if (!instance.hasBooted) this.booting -= 1;
    instance.phase = 'gone';
    this.paidSeconds += this.props.events.now - instance.launchedAt;
    this.giveUp(instance);
  }

  /** Seconds that instances were paid for until now. */
  instanceSeconds(): number {
    let seconds = this.paidSeconds;
    for (const { launchedAt } of this.instances) seconds += this.props.events.now - launchedAt;
    return seconds;
  }

  private converge(): void {
    while (this.members < this.desired && !this.isShort()) this.launch();
    if (this.members <= this.desired) return;
    const members = [...this.instances].filter(({ isMember }) => isMember);
    const surplus = members.find((one) => !one.isBusy()) ?? members[0];
    // Giving it up comes back here, for the next one.
    if (surplus !== undefined) this.props.retire(surplus);
  }

  private isShort(): boolean {
    const { events, shortages } = this.props;
    return endOf(shortages, events.now) > events.now;
  }

  private launch(): void {
    const instance = new Instance(`i-${this.boots}`, this.props.events.now, this.props.agentsPerInstance);
    this.instances.add(instance);
    this.members += 1;
    this.boots += 1;
    this.booting += 1;
    this.props.boot(instance);
  }
}

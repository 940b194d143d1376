import type { GroupInstance } from '../../scaler-lambda/boots';
import type { FailedLaunch } from '../../scaler-lambda/failed-launches';
import type { AgentGroup, GroupView } from '../../scaler-lambda/group-watch';
import type { ScalingActivities } from '../../scaler-lambda/growth-watch';

/** An Auto Scaling group in a few lines, with what AWS refuses; it notes every breach of what a scaler must not do. */
export class ModelGroup implements AgentGroup, ScalingActivities {
  readonly breaches: string[] = [];
  /** What requests answer in place of the group. @default - nothing is wrong */
  fault: 'refused' | 'answer-lost' | undefined;
  /** Launched instances never get agents, and are abandoned. */
  abandons = false;
  /** EC2 has no instances. */
  isShort = false;
  private readonly booting = new Map<string, number>();
  private readonly inService: string[] = [];
  private launched = 0;

  constructor(
    private min: number,
    private max: number,
    public desired: number,
  ) {}

  get sizes() {
    return { min: this.min, max: this.max, desired: this.desired };
  }

  async view(): Promise<GroupView> {
    if (this.fault) throw new Error('DescribeAutoScalingGroups failed');
    const booting = [...this.booting.keys()].map((id): GroupInstance => ({ id, state: 'pending' }));
    const inService = this.inService.map((id): GroupInstance => ({ id, state: 'in-service' }));
    return { ...this.sizes, instances: [...booting, ...inService], instanceTypes: ['c7g.large'] };
  }

  async setDesiredCapacity(capacity: number): Promise<void> {
    if (this.fault === 'refused') throw new Error('SetDesiredCapacity failed');
    if (capacity < this.min || capacity > this.max) throw new Error(`${capacity} is not within min and max`);
    if (capacity < this.desired) this.breaches.push(`lowered from ${this.desired} to ${capacity}`);
    this.desired = capacity;
    if (this.fault === 'answer-lost') throw new Error('connection reset');
  }

  async failedLaunches(): Promise<readonly FailedLaunch[]> {
    if (this.fault) throw new Error('DescribeScalingActivities failed');
    return [];
  }

  /** Somebody changes the group by hand; AWS keeps the desired capacity within the sizes. */
  change(min: number, max: number, desired: number): void {
    [this.min, this.max] = [Math.min(min, max), Math.max(min, max)];
    this.desired = Math.min(this.max, Math.max(this.min, desired));
  }

  /** An instance leaves and takes its place along, if the minimum allows it. */
  leave(): void {
    if (this.inService.shift() !== undefined && this.desired > this.min) this.desired -= 1;
  }

  /** Five seconds pass: instances boot for fifteen, and the group launches and ends what differs from its desired capacity. */
  pass(): void {
    for (const [id, steps] of this.booting) {
      if (steps < 3) this.booting.set(id, steps + 1);
      else {
        this.booting.delete(id);
        if (!this.abandons) this.inService.push(id);
      }
    }
    while (!this.isShort && this.booting.size + this.inService.length < this.desired) {
      this.launched += 1;
      this.booting.set(`i-${this.launched}`, 0);
    }
    while (this.booting.size + this.inService.length > this.desired && this.inService.length > 0) this.inService.pop();
  }
}

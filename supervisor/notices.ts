import type { InstanceMetadata } from './instance-metadata';
import type { LifecycleEvent } from './lifecycle-event';

/** What is looked at now and then. */
export interface NoticesProps {
  readonly metadata: Pick<InstanceMetadata, 'targetState' | 'interruptionTime' | 'isRebalanceRecommended'>;
  /** Share of the disk that jobs write to, in percent. */
  readonly diskPercent: () => Promise<number>;
  readonly diskLimitPercent: number;
  /** Milliseconds since the epoch at which the instance is too old; undefined: never. */
  readonly expiresAt: () => number | undefined;
  /** It waits in a warm pool, and nothing of it can be drained yet. */
  readonly isWarming: () => boolean;
  /** The time as EC2 has it, which says when it takes the instance; this machine's clock may be wrong. */
  readonly awsTime: () => Date;
  /** Milliseconds that EC2 leaves for the last report of a job before it takes the instance. */
  readonly reportMs: number;
  readonly dispatch: (event: LifecycleEvent) => void;
  readonly onError: (what: string, error: unknown) => void;
}

/** Tells the lifecycle what the metadata service, the disk and the clock say. Each look stands by itself. */
export class Notices {
  private readonly told = new Set<string>();

  constructor(private readonly props: NoticesProps) {}

  async look(now: number): Promise<void> {
    const { metadata, diskLimitPercent } = this.props;
    await Promise.all([
      this.attempt('target lifecycle state', async () => {
        const target = await metadata.targetState();
        if (target !== undefined) this.props.dispatch({ type: 'target-state', target });
      }),
      this.attempt('spot notices', () => this.lookAtSpot()),
      this.attempt('disk', async () => {
        if ((await this.props.diskPercent()) >= diskLimitPercent) this.drainOnce('disk-full');
      }),
    ]);
    const expiresAt = this.props.expiresAt();
    if (expiresAt !== undefined && now >= expiresAt) this.drainOnce('expired');
  }

  private async lookAtSpot(): Promise<void> {
    const { metadata, awsTime, reportMs, dispatch } = this.props;
    const [interruptionTime, rebalance] = await Promise.all([
      metadata.interruptionTime(),
      metadata.isRebalanceRecommended(),
    ]);
    if (rebalance) this.drainOnce('rebalance-recommendation');
    if (!interruptionTime) return;
    this.drainOnce('spot-notice');
    if (awsTime().getTime() >= interruptionTime.getTime() - reportMs) dispatch({ type: 'spot-deadline' });
  }

  private drainOnce(cause: 'spot-notice' | 'rebalance-recommendation' | 'disk-full' | 'expired'): void {
    // Told later, in case it still holds then: the lifecycle would not take it up.
    if (this.told.has(cause) || this.props.isWarming()) return;
    this.told.add(cause);
    this.props.dispatch({ type: 'drain-wanted', cause });
  }

  private async attempt(what: string, look: () => Promise<void>): Promise<void> {
    try {
      await look();
    } catch (error) {
      this.props.onError(what, error);
    }
  }
}

import type { Clock } from './clock';
import { type CapacityDecision, type CapacitySettings, desiredCapacity, type GroupSizes } from './desired-capacity';
import { type JobSource, jobCounts, type QueueFigures } from './job-source/job-source';
import { describeError, type Log } from './log';

/** The group whose size follows the jobs. */
export interface AgentGroup {
  sizes(signal: AbortSignal): Promise<GroupSizes>;
  setDesiredCapacity(capacity: number, signal: AbortSignal): Promise<void>;
}

export interface TickOutcome {
  /** Undefined when the tick failed before it could decide. */
  readonly decision: (CapacityDecision & { readonly raisedBy: number }) | undefined;
  readonly failed: boolean;
  /** Seconds since the queue figures were last read; undefined when they never were. */
  readonly figuresAge: number | undefined;
}

export interface Metrics {
  figures(figures: QueueFigures): void;
  tick(outcome: TickOutcome): void;
}

export interface ScalerProps {
  readonly jobSource: JobSource;
  readonly group: AgentGroup;
  readonly settings: CapacitySettings;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
}

/** Makes the group follow the jobs, one tick at a time. */
export class Scaler {
  private figuresReadAt: number | undefined;
  private decision: TickOutcome['decision'];

  constructor(private readonly props: ScalerProps) {}

  /** Reads queue and group, and raises the desired capacity when the jobs want more. @throws when any of that fails */
  async tick(signal: AbortSignal): Promise<void> {
    this.decision = undefined;
    let failed = true;
    try {
      await this.scale(signal);
      failed = false;
    } finally {
      this.measure((metrics) => metrics.tick({ decision: this.decision, failed, figuresAge: this.figuresAge() }));
    }
  }

  private async scale(signal: AbortSignal): Promise<void> {
    const { group, settings, log } = this.props;
    const [figures, sizes] = await Promise.all([this.figures(signal), group.sizes(signal)]);
    const jobs = jobCounts(figures);
    const { desired, reason } = desiredCapacity(jobs, sizes, settings);
    this.decision = { desired, reason, raisedBy: desired - sizes.desired };
    if (desired <= sizes.desired) return;
    await group.setDesiredCapacity(desired, signal);
    log.info('raised desired capacity', { from: sizes.desired, to: desired, reason, ...jobs });
  }

  private async figures(signal: AbortSignal): Promise<QueueFigures> {
    const figures = await this.props.jobSource.figures(signal);
    this.figuresReadAt = this.props.clock.now();
    this.measure((metrics) => metrics.figures(figures));
    return figures;
  }

  private figuresAge(): number | undefined {
    return this.figuresReadAt === undefined ? undefined : (this.props.clock.now() - this.figuresReadAt) / 1000;
  }

  /** Metrics are for people; scaling goes on without them. */
  private measure(write: (metrics: Metrics) => void): void {
    try {
      write(this.props.metrics);
    } catch (error) {
      this.props.log.error('could not write metrics', { error: describeError(error) });
    }
  }
}

import type { Clock } from './clock';
import {
  type CapacityDecision,
  type CapacitySettings,
  desiredCapacity,
  type GroupSizes,
  type JobCounts,
} from './desired-capacity';
import { type JobSource, jobCounts, type QueueFigures } from './job-source/job-source';
import { describeError, type Log } from './log';

/** The group whose size follows the jobs. */
export interface AgentGroup {
  sizes(signal: AbortSignal): Promise<GroupSizes>;
  setDesiredCapacity(capacity: number, signal: AbortSignal): Promise<void>;
}

export interface TickDecision extends CapacityDecision {
  /** Desired capacity that the group has. */
  readonly from: number;
  readonly jobs: JobCounts;
}

export interface TickOutcome {
  /** Undefined when the tick failed before it could decide. */
  readonly decision: TickDecision | undefined;
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

  constructor(private readonly props: ScalerProps) {}

  /** Reads queue and group, and raises the desired capacity when the jobs want more. @throws when any of that fails */
  async tick(signal: AbortSignal): Promise<void> {
    let decision: TickDecision | undefined;
    let failed = true;
    try {
      decision = await this.decide(signal);
      await this.apply(decision, signal);
      failed = false;
    } finally {
      const outcome = { decision, failed, figuresAge: this.figuresAge() };
      this.measure((metrics) => metrics.tick(outcome));
    }
  }

  private async decide(signal: AbortSignal): Promise<TickDecision> {
    const [figures, sizes] = await Promise.all([this.figures(signal), this.props.group.sizes(signal)]);
    const jobs = jobCounts(figures);
    return { ...desiredCapacity(jobs, sizes, this.props.settings), from: sizes.desired, jobs };
  }

  private async apply({ desired, from, reason, jobs }: TickDecision, signal: AbortSignal): Promise<void> {
    if (desired <= from) return;
    await this.props.group.setDesiredCapacity(desired, signal);
    this.props.log.info('raised desired capacity', { from, to: desired, reason, ...jobs });
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

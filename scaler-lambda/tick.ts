import type { Clock } from './clock';
import type { GroupSizes, JobCounts } from './desired-capacity';
import type { LaunchFailures } from './failed-launches';
import { type AgentGroup, type GroupView, GroupWatch } from './group-watch';
import { GrowthWatch, type ScalingActivities } from './growth-watch';
import { type JobSource, jobCounts, type QueueFigures } from './job-source/job-source';
import { describeError, type Log } from './log';
import type { ScalerMemory } from './scaler-memory';
import { type SizeSchedule, scheduledSizes } from './size-schedule';
import { decideSize, type SizingDecision, type SizingMemory, type SizingSettings, tickInterval } from './sizing';

export interface TickDecision extends SizingDecision {
  /** Desired capacity that the group has. */
  readonly from: number;
  readonly jobs: JobCounts;
  /** Sizes that hold now. */
  readonly sizes: GroupSizes;
}

export interface TickOutcome {
  /** Undefined when the tick failed before it could decide. */
  readonly decision: Pick<TickDecision, 'desired' | 'from' | 'reason'> | undefined;
  readonly failed: boolean;
  /** Seconds since the queue figures were last read; undefined when they never were. */
  readonly figuresAge: number | undefined;
}

export interface Metrics {
  figures(figures: QueueFigures): void;
  tick(outcome: TickOutcome): void;
  launches(failures: LaunchFailures): void;
}

export interface ScalerProps {
  readonly jobSource: JobSource;
  readonly group: AgentGroup & ScalingActivities;
  readonly memory: ScalerMemory;
  /** Share from 0 to 1 by which it looks at the group at another time than other scalers. */
  readonly spread: number;
  readonly settings: SizingSettings;
  readonly schedules: readonly SizeSchedule[];
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock: Clock;
}

/** Makes the group follow the jobs, one tick at a time. */
export class Scaler {
  private figuresReadAt: number | undefined;
  private readonly watch: GroupWatch;
  private readonly growth: GrowthWatch;

  constructor(private readonly props: ScalerProps) {
    this.watch = new GroupWatch(props.group, props.spread);
    this.growth = new GrowthWatch(props.group);
  }

  /** Milliseconds from the start of one tick to that of the next. */
  get interval(): number {
    return 1000 * tickInterval(this.props.memory.current);
  }

  /** Reads queue and group, and raises the desired capacity when the jobs want more. @throws when any of that fails */
  async tick(signal: AbortSignal): Promise<void> {
    let decision: TickDecision | undefined;
    let failed = true;
    try {
      decision = await this.decide(signal);
      await this.apply(decision, signal);
      await this.props.memory.keep(decision, signal);
      failed = false;
      await this.checkGrowth(signal);
    } finally {
      const outcome = { decision, failed, figuresAge: this.figuresAge() };
      this.measure((metrics) => metrics.tick(outcome));
    }
  }

  private async decide(signal: AbortSignal): Promise<TickDecision> {
    const now = this.props.clock.now() / 1000;
    const [figures, before, known] = await Promise.all([
      this.figures(signal),
      this.props.memory.recall(now, signal),
      this.watch.recent(now, signal),
    ]);
    const decision = this.size(before, figures, known, now);
    if (!this.watch.isOutdated(now, figures, decision.desired > known.desired)) return decision;
    return this.size(before, figures, await this.watch.look(now, signal), now);
  }

  private size(before: SizingMemory, figures: QueueFigures, group: GroupView, now: number): TickDecision {
    const sizes = scheduledSizes(group, this.props.schedules, now * 1000);
    const jobs = jobCounts(figures);
    const { instances } = group;
    const inService = instances.filter(({ state }) => state === 'in-service').length;
    const looked = this.watch.lookedAt === now ? instances : undefined;
    const observation = { now, jobs, idle: figures.agents.idle ?? 0, group: sizes, inService, instances: looked };
    const decision = decideSize(before, observation, this.props.settings);
    const reason = sizes.schedule === undefined ? decision.reason : `${decision.reason}; ${sizes.schedule}`;
    return { ...decision, reason, from: group.desired, jobs, sizes };
  }

  private async apply(decision: TickDecision, signal: AbortSignal): Promise<void> {
    const { desired, from, reason, jobs, memory } = decision;
    if (desired <= from) return;
    await this.watch.raise(desired, signal);
    const learned = { arrivalsPerHour: Math.round(3600 * memory.demand.rate), bootSeconds: memory.boots.seconds };
    this.props.log.info('raised desired capacity', { from, to: desired, reason, ...jobs, ...learned });
  }

  /** Tells people why instances stay away; that it cannot be told fails nothing. */
  private async checkGrowth(signal: AbortSignal): Promise<void> {
    const { watch, growth, props } = this;
    if (watch.latest === undefined) return;
    try {
      const failures = await growth.check(watch.latest, props.clock.now() / 1000, signal);
      if (failures === undefined) return;
      props.log.error('launches fail', { ...failures });
      this.measure((metrics) => metrics.launches(failures));
    } catch (error) {
      props.log.error('could not find out why instances are missing', { error: describeError(error) });
    }
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

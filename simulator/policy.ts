import type { GroupInstance } from '../scaler-lambda/boots';
import type { GroupSizes, JobCounts } from '../scaler-lambda/desired-capacity';

/** What a scaler sees at a tick. */
export interface TickView {
  /** Seconds since the start. */
  readonly now: number;
  readonly jobs: JobCounts;
  /** Registered agents. */
  readonly agents: number;
  /** Those without a job. */
  readonly idle: number;
  /** Sizes of the group, in instances. */
  readonly group: GroupSizes;
  /** Instances of the group that are in service. */
  readonly inService: number;
  /** The instances themselves, where launches may fail: looking at them is most of a tick's work. */
  readonly instances?: readonly GroupInstance[] | undefined;
}

/** Why the agents of an instance have all ended. */
export type EndReason = 'job-finished' | 'idle';

/** What an instance sees when its agents have all ended. */
export interface LeaveView {
  readonly now: number;
  /** Of the last agent. */
  readonly reason: EndReason;
  /** All of them ended idle. */
  readonly isClean: boolean;
  readonly group: GroupSizes;
  /** Jobs at this moment, its own no longer among them: an instance can ask as the scaler does. */
  readonly jobs: JobCounts;
  /** Registered agents. */
  readonly agents: number;
  /** Instances of the group that are in service, this one among them. */
  readonly inService: number;
}

/**
 * How it leaves: `lower` takes its place in the group along, `replace` leaves the place to a new instance, `stay` starts
 * fresh agents on the same instance, and `power-off` waits for the instance's health check, each minute, and is replaced.
 */
export type Leave = 'lower' | 'replace' | 'stay' | 'power-off';

/** Rules that size a group: those of the scaler, and those of an instance that could leave. */
export interface Policy {
  readonly idleTimeout: number;
  readonly disconnectAfterJob: boolean;
  /** Seconds from the end of an instance's last agent until the group is told. */
  readonly decideTime: number;
  /**
   * Places of agents that ended idle are filled as soon as a neighbour on their instance runs a job. @default - only when
   * one does so at that moment
   */
  readonly refills?: boolean;
  /** Seconds from the last decision to the next. @default - the scenario's `tickInterval` */
  nextTick?(): number;
  /** Size of the group that the policy works in. @default - the scenario's */
  readonly fixedSize?: number;
  /** The desired capacity to ask the group for. */
  desiredCapacity(view: TickView): number;
  leave(view: LeaveView): Leave;
}

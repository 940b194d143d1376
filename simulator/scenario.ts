import type { Headroom } from '../scaler-lambda/sizing';
import type { Period } from './period';

/** From `at` (seconds into the trace) on, the group has these sizes. */
export interface SizeChange {
  readonly at: number;
  readonly min: number;
  readonly max: number;
}

/** One look of the scaler at the queue, in seconds into the trace. */
export interface Tick {
  readonly read: number;
  /** When what it decided takes effect. */
  readonly decided: number;
}

/** What goes wrong. */
export interface Faults {
  /** Spot interruptions that one instance meets in an hour, on average. */
  readonly interruptionsPerHour: number;
  /** Share of launches that never get an agent. */
  readonly failedBoots: number;
  /** Seconds after which the launch hook abandons an instance without an agent. */
  readonly bootLimit: number;
  /** When EC2 has no capacity: nothing launches. */
  readonly shortages: readonly Period[];
  /** When Semaphore cannot be reached: no ticks, no registrations, no job starts. */
  readonly outages: readonly Period[];
  /** When the AWS APIs cannot be reached: no decision takes effect, and no instance leaves. */
  readonly awsOutages: readonly Period[];
  /** Agents that the organization's quota admits; more are refused at registration. */
  readonly agentQuota: number;
}

/** The world that policies are compared in: everything but the trace and the policy. */
export interface Scenario {
  readonly seed: number;
  readonly min: number;
  readonly max: number;
  readonly sizeChanges: readonly SizeChange[];
  /** Fixed spare instances in place of learned ones. */
  readonly headroom: Headroom | undefined;
  /** `size.readyFor`, in percent. */
  readonly readyFor: number;
  readonly agentsPerInstance: number;
  /** One job per agent, and then the agent leaves. */
  readonly disconnectAfterJob: boolean;
  /** Seconds without a job after which the server ends an agent. */
  readonly idleTimeout: number;
  /** Seconds from the launch of an instance until its agents are registered: mean and standard deviation. */
  readonly boot: number;
  readonly bootDeviation: number;
  /** Seconds of a boot that a rule takes for granted until it has measured some. @default - `boot`, and none is measured */
  readonly expectedBoot: number | undefined;
  /** Measured boots, which come one after the other, again and again, in place of drawn ones. @default - drawn */
  readonly bootTimes: readonly number[];
  /** Seconds from one decision of the scaler to the next. */
  readonly tickInterval: number;
  /** Age of the queue figures, in seconds, when the scaler decides. */
  readonly figuresDelay: number;
  /** Seconds between two syncs of an agent that waits for jobs. */
  readonly syncInterval: number;
  /** Measured ticks, in place of those that a rule asks for until the last of them. @default - none */
  readonly ticks: readonly Tick[];
  /** Seconds from the end of an idle agent until a fresh one asks for jobs in its place. */
  readonly agentStart: number;
  /** Seconds from the end of an instance's last agent until the group is told that the instance leaves. */
  readonly decideTime: number;
  /** Seconds from then until it is no longer paid for. */
  readonly leaveTime: number;
  /** Seconds after which an instance is replaced. */
  readonly maxLifetime: number;
  /** Seconds that running jobs get when their instance has to leave: the time limit of the terminate hook. */
  readonly drainLimit: number;
  /** Times of instance refreshes, in seconds. */
  readonly refreshes: readonly number[];
  /** Share of the group that a refresh replaces at a time. */
  readonly refreshShare: number;
  readonly faults: Faults;
}

export const noFaults: Faults = {
  interruptionsPerHour: 0,
  failedBoots: 0,
  bootLimit: 600,
  shortages: [],
  outages: [],
  awsOutages: [],
  agentQuota: Number.POSITIVE_INFINITY,
};

export const defaultScenario: Scenario = {
  seed: 1,
  min: 0,
  max: 50,
  sizeChanges: [],
  headroom: undefined,
  readyFor: 50,
  agentsPerInstance: 1,
  disconnectAfterJob: true,
  idleTimeout: 300,
  boot: 75,
  bootDeviation: 12,
  expectedBoot: undefined,
  bootTimes: [],
  tickInterval: 10,
  figuresDelay: 0,
  // The hub answers 4 to 6 s as next_sync_after: semaphoreio/semaphore, self_hosted_hub.
  syncInterval: 5,
  ticks: [],
  agentStart: 2,
  // Three requests side by side, and a fourth; then the instance sees that it is to go, and lets go.
  decideTime: 2,
  leaveTime: 3,
  maxLifetime: Number.POSITIVE_INFINITY,
  drainLimit: 7200,
  refreshes: [],
  refreshShare: 0.1,
  faults: noFaults,
};

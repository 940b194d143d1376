import type { Leaving } from './leaving';
import type { RegistrationFailure } from './registration-failure';
import type { ShutdownReason } from './shutdown-reason';

/** Why an instance cannot go on, although the group has not said that it should go. */
export type DrainCause = 'spot-notice' | 'rebalance-recommendation' | 'signal' | 'disk-full' | 'expired';

/** Something that happens to an instance. */
export type LifecycleEvent =
  /** The metadata service names what the group wants the instance to become. */
  | { readonly type: 'target-state'; readonly target: 'InService' | 'Terminated' | 'Warmed' }
  /** What the instance has to know could not be read. */
  | { readonly type: 'boot-failed' }
  | { readonly type: 'boot-limit' }
  | { readonly type: 'agent-registered'; readonly slot: number }
  /** `failure`: it had not registered. `reason`: what it told its hook; undefined when it crashed or was killed. */
  | {
      readonly type: 'agent-ended';
      readonly slot: number;
      readonly reason?: ShutdownReason | undefined;
      readonly failure?: RegistrationFailure | undefined;
    }
  /** It is time to start an agent again that could not register. */
  | { readonly type: 'retry-due'; readonly slot: number }
  /** An agent of this instance runs a job, and others have ended because there was none. */
  | { readonly type: 'work-seen' }
  | { readonly type: 'drain-wanted'; readonly cause: DrainCause }
  /** EC2 is about to take the instance. */
  | { readonly type: 'spot-deadline' }
  | { readonly type: 'heartbeat-due' }
  | { readonly type: 'drain-limit' }
  /** What follows from the group's and the queue's answers to `ask-group`. */
  | { readonly type: 'group-answered'; readonly leaving: Leaving }
  /** The group has taken the instance's termination. */
  | { readonly type: 'termination-accepted' }
  /** The group is at its minimum after all. */
  | { readonly type: 'decrement-refused' }
  /** A call failed for as long as it was tried. */
  | { readonly type: 'aws-unreachable' }
  /** The instance should have been terminated long ago. */
  | { readonly type: 'leave-limit' };

import type { ShutdownReason } from './shutdown-reason';

/** Something that happens to an instance. */
export type LifecycleEvent =
  /** The metadata service names what the group wants the instance to become. */
  | { readonly type: 'target-state'; readonly target: 'InService' | 'Terminated' | 'Warmed' }
  /** Configuration could not be read, or the boot limit is over. */
  | { readonly type: 'boot-failed' }
  | { readonly type: 'agent-registered'; readonly slot: number }
  /** `reason` is undefined when the agent ended without telling its shutdown hook: it never registered, or crashed. */
  | { readonly type: 'agent-ended'; readonly slot: number; readonly reason: ShutdownReason | undefined }
  /** A place has been empty for as long as an idle agent would have stayed. */
  | { readonly type: 'vacancy-limit'; readonly slot: number }
  /** EC2 takes the instance back in two minutes. */
  | { readonly type: 'spot-notice' }
  | { readonly type: 'heartbeat-due' }
  | { readonly type: 'drain-limit' }
  /** The group's answer to `ask-group`. */
  | { readonly type: 'group-answered'; readonly atMin: boolean }
  /** The group is at its minimum after all. */
  | { readonly type: 'decrement-refused' }
  /** A call failed for as long as it was tried. */
  | { readonly type: 'aws-unreachable' }
  /** The instance should have been terminated long ago. */
  | { readonly type: 'leave-limit' };

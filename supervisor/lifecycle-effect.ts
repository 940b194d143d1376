/** Something that an instance does. */
export type LifecycleEffect =
  | { readonly type: 'start-agent'; readonly slot: number }
  /** SIGTERM: the agent finishes its job, if it has one, and ends. */
  | { readonly type: 'interrupt-agents' }
  | {
      readonly type: 'complete-hook';
      readonly hook: 'launch' | 'terminate';
      readonly result: 'CONTINUE' | 'ABANDON';
    }
  | { readonly type: 'ask-group' }
  /** `decrement`: the group's desired capacity goes down with the instance. */
  | { readonly type: 'terminate-instance'; readonly decrement: boolean }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'power-off' }
  /** Reports `vacancy-limit` later. */
  | { readonly type: 'watch-vacancy'; readonly slot: number }
  /** Reports `heartbeat-due` now and then, and `drain-limit` later. */
  | { readonly type: 'watch-drain' }
  /** Reports `leave-limit` later. */
  | { readonly type: 'watch-leave' };

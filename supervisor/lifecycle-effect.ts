/** Something that an instance does. */
export type LifecycleEffect =
  | { readonly type: 'start-agent'; readonly slot: number }
  /** Finds the agent of this place that an earlier supervisor started. */
  | { readonly type: 'adopt-agent'; readonly slot: number }
  /** SIGTERM: the agents finish their jobs, if they have any, and end. */
  | { readonly type: 'interrupt-agents' }
  /** Ends what the jobs run, so that the agents can still report them. */
  | { readonly type: 'stop-jobs' }
  | {
      readonly type: 'complete-hook';
      readonly hook: 'launch' | 'terminate';
      readonly result: 'CONTINUE' | 'ABANDON';
    }
  /** Reports `group-answered`. `isClean`: no job has run here. `isRefused`: the organization may have no more agents. */
  | { readonly type: 'ask-group'; readonly isClean: boolean; readonly isRefused: boolean }
  /** `decrement`: the group's desired capacity goes down with the instance. */
  | { readonly type: 'terminate-instance'; readonly decrement: boolean }
  | { readonly type: 'heartbeat' }
  | { readonly type: 'power-off' }
  /** The supervisor ends; the instance is being ended by someone else. */
  | { readonly type: 'exit' }
  /** Reports `boot-limit` later, counted anew: the instance comes out of a warm pool. */
  | { readonly type: 'watch-boot' }
  /** Reports `retry-due` later. */
  | { readonly type: 'watch-retry'; readonly slot: number; readonly attempt: number }
  /** Reports `drain-limit` later, and `heartbeat-due` now and then if the group waits. */
  | { readonly type: 'watch-drain' }
  /** Reports `leave-limit` later. */
  | { readonly type: 'watch-leave' };

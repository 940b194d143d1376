/** Requests of one instance. */
export interface Requests {
  readonly aws: { readonly total: number; readonly counts: Readonly<Record<string, number>> };
  readonly metadata: number;
}

/** What one instance took from its start to its end, with one job of some seconds. Times are milliseconds. */
export interface InstanceRun {
  /** From the start of what boots the instance until Semaphore has registered the agent. */
  readonly registered: number;
  readonly boot: Requests;
  readonly lifetime: Requests;
  /** From the job's result until AWS is asked to end the instance. */
  readonly leave: number;
}

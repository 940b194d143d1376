/** The hub's time limits in milliseconds of wall clock; `speed` compresses them all by the same factor. */
export interface TimeLimits {
  readonly speed: number;
  /** Range that `next_sync_after` is drawn from; doubled while a job runs. */
  readonly syncInterval: { readonly least: number; readonly most: number };
  /** A name may register again for this long, as long as its agent has not synced. */
  readonly registrationRetry: number;
  /** An agent that never synced is dropped after this long, */
  readonly neverSynced: number;
  /** one without a job after this long without a sync, */
  readonly silentIdle: number;
  /** and any other after this long; its job fails. */
  readonly silentBusy: number;
  /** How often the cleaner looks for such agents. */
  readonly cleanerInterval: number;
  /** Milliseconds of wall clock that `seconds` of an agent's setting last. */
  seconds(seconds: number): number;
}

const second = 1000;
const minute = 60 * second;

/** Source: self_hosted_hub/pkg/{agentsync/protocol,models/agent,workers/agentcleaner/worker}.go of semaphoreio/semaphore. */
export function timeLimits(speed = 1): TimeLimits {
  return {
    speed,
    syncInterval: { least: (4 * second) / speed, most: (6 * second) / speed },
    registrationRetry: (5 * minute) / speed,
    neverSynced: minute / speed,
    silentIdle: (3 * minute) / speed,
    silentBusy: (15 * minute) / speed,
    cleanerInterval: minute / speed,
    seconds: (seconds) => (seconds * second) / speed,
  };
}

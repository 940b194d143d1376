/** An instance of the group that is on its way into service, in service, or on its way out. */
export interface GroupInstance {
  readonly id: string;
  readonly state: 'pending' | 'in-service' | 'leaving';
}

/** What has been learned from launches. */
export interface Boots {
  /** Seconds from the launch of an instance until its agents are registered, lately; undefined before the first. */
  readonly seconds: number | undefined;
  /** Launches that never got an agent; each one that did makes up for two. */
  readonly failed: number;
  /** When the last of those was given up, in seconds. */
  readonly failedAt: number;
  /** Instances that are pending, and when each was first seen. */
  readonly pending: readonly { readonly id: string; readonly since: number }[];
  /** Desired capacity of the group. */
  readonly desired: number;
  /** Jobs that have ended since the last look. */
  readonly ended: number;
}

export const noBoots: Boots = { seconds: undefined, failed: 0, failedAt: 0, pending: [], desired: 0, ended: 0 };

/** Boot times that are believed, in seconds; a launch hook waits no longer than two hours. */
const limits = { least: 5, most: 7200 } as const;
/** Weight of a new boot time against all before. */
const weight = 0.2;
/** Failed launches that are put down to chance, and as many as are remembered. */
const patience = 3;
const mostFailed = 8;
/** Seconds without growth after one failed launch too many; twice as long for each further one, up to `longest`. */
const firstPause = 30;
const longestPause = 900;

/** What is known when the group was not looked at, but `ended` jobs have ended. */
export function jobsEnded(boots: Boots, ended: number): Boots {
  return ended === 0 ? boots : { ...boots, ended: boots.ended + ended };
}

/** What is known after another look at the instances of the group, which should be `desired`. */
export function observeBoots(boots: Boots, now: number, instances: readonly GroupInstance[], desired: number): Boots {
  const states = new Map(instances.map(({ id, state }) => [id, state]));
  let { seconds, failed, failedAt } = boots;
  // Instances that went when the group was lowered, or after a job so short that nobody saw them serve, were sound.
  let sound = Math.max(0, boots.desired - desired, boots.ended);
  for (const { id, since } of boots.pending) {
    const state = states.get(id);
    if (state === 'pending') continue;
    if (state === 'in-service') {
      seconds = learn(seconds, now - since);
      failed = Math.max(0, failed - 2);
    } else if (sound > 0) {
      sound -= 1;
    } else {
      failed = Math.min(mostFailed, failed + 1);
      failedAt = now;
    }
  }
  const known = new Map(boots.pending.map(({ id, since }) => [id, since]));
  const pending = instances
    .filter(({ state }) => state === 'pending')
    .map(({ id }) => ({ id, since: Math.min(now, known.get(id) ?? now) }));
  return { seconds, failed, failedAt: Math.min(failedAt, now), pending, desired, ended: 0 };
}

/** Seconds for which the group should not grow, because launch after launch got no agent; 0 as a rule. */
export function pauseAfterFailures({ failed, failedAt }: Boots, now: number): number {
  if (failed < patience) return 0;
  const pause = Math.min(longestPause, firstPause * 2 ** (failed - patience));
  return Math.max(0, failedAt + pause - now);
}

function learn(before: number | undefined, seconds: number): number {
  const believed = Math.min(limits.most, Math.max(limits.least, seconds));
  return before === undefined ? believed : before + weight * (believed - before);
}

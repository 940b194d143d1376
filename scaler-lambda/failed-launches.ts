/** A launch of the group that failed. */
export interface FailedLaunch {
  /** Seconds since the epoch. */
  readonly at: number;
  /** Why, in the words of AWS. */
  readonly message: string;
}

/** What is known of launches that fail, for people. */
export interface LaunchFailures {
  readonly count: number;
  /** Types that could not be had; all that the group may launch where AWS names none. */
  readonly instanceTypes: readonly string[];
  /** The last reason. */
  readonly message: string;
}

/** Types are named within sentences: `We currently do not have sufficient c7g.large capacity in ...`. */
const instanceType = /\b[a-z][a-z0-9-]*\.(?:nano|micro|small|medium|(?:\d+)?x?large|metal(?:-\d+xl)?)\b/g;

/** Sums up launches that failed; undefined for none. */
export function launchFailures(
  launches: readonly FailedLaunch[],
  groupTypes: readonly string[],
): LaunchFailures | undefined {
  const last = launches.toSorted((one, other) => other.at - one.at)[0];
  if (last === undefined) return undefined;
  const types = launches.flatMap(({ message }) => {
    const named = message.match(instanceType);
    return named ?? groupTypes;
  });
  return { count: launches.length, instanceTypes: [...new Set(types)].sort(), message: last.message };
}

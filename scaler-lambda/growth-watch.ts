import { type FailedLaunch, type LaunchFailures, launchFailures } from './failed-launches';
import type { GroupView } from './group-watch';

/** The group's own account of what it did. */
export interface ScalingActivities {
  /** Launches that failed, newest first. */
  failedLaunches(signal: AbortSignal): Promise<readonly FailedLaunch[]>;
}

/** Seconds for which instances may be missing, and between two questions why: AWS retries launches ever more rarely. */
const patience = 30;
const interval = 120;
/** Seconds that a launch may have failed before somebody noticed that instances are missing. */
const notice = 60;

/** Asks why a group stays smaller than it should be: EC2 has no such instances, or refuses to launch them. */
export class GrowthWatch {
  private missingSince: number | undefined;
  private askedAt = Number.NEGATIVE_INFINITY;
  /** Time of the last failure that has been told. */
  private told = Number.NEGATIVE_INFINITY;

  constructor(private readonly activities: ScalingActivities) {}

  /** Failures that have not been told yet; undefined as a rule. */
  async check(group: GroupView, now: number, signal: AbortSignal): Promise<LaunchFailures | undefined> {
    const missing = group.desired - group.instances.filter(({ state }) => state !== 'leaving').length;
    if (missing <= 0) this.missingSince = undefined;
    else this.missingSince ??= now;
    const { missingSince } = this;
    if (missingSince === undefined || now - missingSince < patience || now - this.askedAt < interval) return undefined;
    this.askedAt = now;
    if (group.launchesSuspended) {
      return {
        count: 0,
        instanceTypes: [],
        message: "the group's process Launch is suspended: somebody has to resume it",
      };
    }
    const launches = await this.activities.failedLaunches(signal);
    const fresh = launches.filter(({ at }) => at > Math.max(this.told, missingSince - notice));
    this.told = Math.max(this.told, ...fresh.map(({ at }) => at));
    return launchFailures(fresh, group.instanceTypes);
  }
}

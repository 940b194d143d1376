/** Jobs of one agent type that want an agent. */
export interface JobCounts {
  readonly queued: number;
  /** Jobs in any state but queued. */
  readonly running: number;
}

/** Sizes of the Auto Scaling group, in instances. */
export interface GroupSizes {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

/** Instances beyond what the jobs need: a fixed number, or a percentage of what they need, rounded up. */
export type Headroom = { readonly number: number } | { readonly percent: number };

export interface CapacitySettings {
  readonly agentsPerInstance: number;
  /** @default - none */
  readonly headroom?: Headroom | undefined;
}

export interface CapacityDecision {
  /** Instances that the group should have; never fewer than it has been asked for already. */
  readonly desired: number;
  /** How `desired` came about, in words: `12 wanted: 9 running + 2 queued + 1 spare; capped at max 10`. */
  readonly reason: string;
}

/** Instances for these jobs and `spare` agents more, within the group's sizes. */
export function wantedInstances(jobs: JobCounts, spare: number, { min, max }: GroupSizes, agentsPerInstance: number) {
  const instances = Math.ceil((jobs.queued + jobs.running + spare) / agentsPerInstance);
  return Math.min(max, Math.max(min, instances));
}

/**
 * Instances that the jobs want, within the group's sizes. Only ever raises: an instance that leaves lowers the
 * group by itself, because only the instance knows whether it is busy.
 */
export function desiredCapacity(jobs: JobCounts, group: GroupSizes, settings: CapacitySettings): CapacityDecision {
  const needed = Math.ceil((jobs.queued + jobs.running) / settings.agentsPerInstance);
  const spare = needed < group.min ? 0 : spareInstances(needed, settings.headroom);
  const wanted = needed + spare;
  const withinSizes = Math.min(group.max, Math.max(group.min, wanted));
  const desired = Math.max(group.desired, withinSizes);
  const parts = [
    describeNeed(jobs, spare, wanted, settings.agentsPerInstance),
    wanted < group.min ? `raised to min ${group.min}` : undefined,
    wanted > group.max ? `capped at max ${group.max}` : undefined,
    desired > withinSizes ? `kept at ${desired}, only instances that leave lower it` : undefined,
  ];
  return { desired, reason: parts.filter((part) => part !== undefined).join('; ') };
}

function spareInstances(needed: number, headroom: Headroom | undefined): number {
  if (headroom === undefined) return 0;
  return 'number' in headroom ? headroom.number : Math.ceil((needed * headroom.percent) / 100);
}

function describeNeed({ queued, running }: JobCounts, spare: number, wanted: number, agentsPerInstance: number) {
  const jobs = `${running} running + ${queued} queued`;
  const packed = agentsPerInstance === 1 ? jobs : `(${jobs}) at ${agentsPerInstance} agents an instance`;
  return `${wanted} wanted: ${packed}${spare > 0 ? ` + ${spare} spare` : ''}`;
}

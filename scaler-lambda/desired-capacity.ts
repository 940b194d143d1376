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

/** What the group should have, beyond what jobs hold or wait for. */
export interface Want {
  readonly agentsPerInstance: number;
  /** Agents beyond those. */
  readonly spare: number;
  /** Instances on top, for jobs that find no agent although their number would do. */
  readonly vacant: number;
}

export interface CapacityDecision {
  /** Instances that the group should have; never fewer than it has been asked for already. */
  readonly desired: number;
  /** Instances that jobs and spare agents need, within the group's sizes. */
  readonly wanted: number;
  /** How `desired` came about, in words: `12 wanted: 9 running + 2 queued + 1 spare; capped at max 10`. */
  readonly reason: string;
}

/** Instances for these jobs and `spare` agents more, within the group's sizes. */
export function wantedInstances(
  { queued, running }: JobCounts,
  spare: number,
  { min, max }: Pick<GroupSizes, 'min' | 'max'>,
  agentsPerInstance: number,
): number {
  return Math.min(max, Math.max(min, Math.ceil((queued + running + spare) / agentsPerInstance)));
}

/**
 * Instances that the jobs want, within the group's sizes. Only ever raises: an instance that leaves lowers the
 * group by itself, because only the instance knows whether it is busy.
 */
export function desiredCapacity(jobs: JobCounts, group: GroupSizes, want: Want): CapacityDecision {
  const { min, max } = group;
  const { agentsPerInstance, spare, vacant } = want;
  const needed = Math.ceil((jobs.queued + jobs.running + spare) / agentsPerInstance) + vacant;
  const wanted = Math.min(max, Math.max(min, needed));
  const desired = Math.max(group.desired, wanted);
  const parts = [
    describeNeed(jobs, want, needed),
    needed < min ? `raised to min ${min}` : undefined,
    needed > max ? `capped at max ${max}` : undefined,
    desired > wanted ? `kept at ${desired}, only instances that leave lower it` : undefined,
  ];
  return { desired, wanted, reason: parts.filter((part) => part !== undefined).join('; ') };
}

function describeNeed({ queued, running }: JobCounts, { agentsPerInstance, spare, vacant }: Want, needed: number) {
  const agents = `${running} running + ${queued} queued${spare > 0 ? ` + ${spare} spare` : ''}`;
  const packed = agentsPerInstance === 1 ? agents : `(${agents}) at ${agentsPerInstance} agents an instance`;
  return `${needed} wanted: ${packed}${vacant > 0 ? ` + ${vacant} for jobs without a free agent` : ''}`;
}

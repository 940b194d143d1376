import { type DesiredConfiguration, isConfiguration } from './desired-configuration';

/** A refresh that has not ended. */
export interface ActiveRefresh {
  readonly isRollingBack: boolean;
  /** As AWS describes it. */
  readonly target: unknown;
}

/** What a group launches, and is about to. */
export interface GroupState {
  /** As AWS describes it. */
  readonly configuration: unknown;
  readonly refresh: ActiveRefresh | undefined;
}

/** The Auto Scaling group of an agent type. */
export interface AgentGroup {
  state(): Promise<GroupState>;
  /** Ends the refresh or rollback that runs; returns when another can start. */
  cancelRefresh(): Promise<void>;
  startRefresh(configuration: DesiredConfiguration): Promise<void>;
}

/** `nothing`: the group launches what is wanted already, or a refresh is on its way there. */
export type Decision = 'nothing' | 'start' | 'cancel and start';

/** What has to be done so that the group launches `wanted`. A rollback goes back to what the group launches. */
export function decide({ configuration, refresh }: GroupState, wanted: DesiredConfiguration): Decision {
  const target = refresh && !refresh.isRollingBack ? refresh.target : configuration;
  if (isConfiguration(target, wanted)) return 'nothing';
  return refresh ? 'cancel and start' : 'start';
}

/** Has the group go over to `wanted`, unless it does so already. @returns what it did */
export async function refresh(group: AgentGroup, wanted: DesiredConfiguration): Promise<Decision> {
  const decision = decide(await group.state(), wanted);
  if (decision === 'cancel and start') await group.cancelRefresh();
  if (decision !== 'nothing') await group.startRefresh(wanted);
  return decision;
}

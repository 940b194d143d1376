import type { RecordedAgentType, RecordedInstance } from './recorded-run';
import type { Scenario } from './scenario';

/**
 * The scenario with what is given where a run took place, and no model has to know: when the scaler looked at the queue,
 * and how long instances and agents took to start and to leave.
 */
export function measuredScenario({ instances, ticks }: RecordedAgentType, settings: Scenario): Scenario {
  const { agentsPerInstance } = settings;
  const bootTimes = instances.flatMap((instance) => mean(bootsOf(instance, agentsPerInstance)) ?? []);
  const decideTime = mean(instances.flatMap(decisionOf)) ?? settings.decideTime;
  // An agent that is started again is one whose instance has asked first whether it is to leave.
  const restarts = instances.flatMap((instance) => restartsOf(instance, agentsPerInstance));
  const restart = mean(restarts.filter((seconds) => seconds < settings.idleTimeout));
  return {
    ...settings,
    ticks,
    bootTimes,
    // The rule does not know better than it did there.
    expectedBoot: settings.boot,
    boot: mean(bootTimes) ?? settings.boot,
    agentStart: restart === undefined ? settings.agentStart : Math.max(0, restart - decideTime),
    decideTime,
    leaveTime: mean(instances.map(({ left, gone }) => gone - left)) ?? settings.leaveTime,
  };
}

function bootsOf({ launched, agents }: RecordedInstance, agentsPerInstance: number): number[] {
  return agents.slice(0, agentsPerInstance).map(({ ready }) => ready - launched);
}

/** Seconds from the end of the last agent until the instance began to leave. */
function decisionOf({ agents, left }: RecordedInstance): number[] {
  const ends = agents.flatMap(({ ended }) => (ended === null || ended > left ? [] : ended));
  return ends.length === 0 ? [] : [left - Math.max(...ends)];
}

/** Seconds from the end of an agent until the next was ready. */
function restartsOf({ agents }: RecordedInstance, agentsPerInstance: number): number[] {
  return agents.slice(agentsPerInstance).flatMap(({ ready }) => {
    const ends = agents.flatMap(({ ended }) => (ended === null || ended > ready ? [] : ended));
    return ends.length === 0 ? [] : [ready - Math.max(...ends)];
  });
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

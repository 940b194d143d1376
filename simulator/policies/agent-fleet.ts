import { decideSize, noMemory, type SizingSettings, tickInterval } from '../../scaler-lambda/sizing';
import { isWorthNoting, type WantedNote } from '../../scaler-lambda/wanted-note';
import { leaving } from '../../supervisor/leaving';
import type { Policy } from '../policy';
import { simulated } from '../policy-model';
import type { Scenario } from '../scenario';

const source = 'this project, as deployed: decideSize of scaler-lambda/sizing.ts and leaving of supervisor/leaving.ts';

/** The rules that are deployed, with the scenario's `readyFor` or `headroom`. */
export const agentFleet = simulated('agent-fleet', source, (scenario) => deployed(scenario));

/** The same with another `readyFor`. */
export const agentFleetEconomy = simulated('agent-fleet-economy', `${source}, with readyFor 30%`, (scenario) =>
  deployed({ ...scenario, headroom: undefined, readyFor: 30 }),
);
export const agentFleetFast = simulated('agent-fleet-fast', `${source}, with readyFor 85%`, (scenario) =>
  deployed({ ...scenario, headroom: undefined, readyFor: 85 }),
);

/** The rules with any settings, to search for the best. */
export function deployed(scenario: Scenario): Policy {
  const { agentsPerInstance, headroom, readyFor, idleTimeout, disconnectAfterJob, decideTime } = scenario;
  const { expectedBoot = scenario.boot } = scenario;
  const settings: SizingSettings = { agentsPerInstance, headroom, readyFor, expectedBoot };
  let memory = noMemory(0);
  let note: WantedNote | undefined;
  return {
    idleTimeout,
    disconnectAfterJob,
    decideTime,
    refills: true,
    nextTick: () => tickInterval(memory),
    desiredCapacity({ now, jobs, idle, group, inService, instances }) {
      const decision = decideSize(memory, { now, jobs, idle, group, inService, instances }, settings);
      memory = decision.memory;
      const { wanted, spare } = decision;
      const { min, max } = group;
      if (isWorthNoting(note, { wanted, spare, min, max }, now)) note = { wanted, spare, min, max, at: now };
      return decision.desired;
    },
    leave({ isClean, jobs, agents, group, inService }) {
      const pending = Math.max(0, group.desired - inService);
      return leaving({ isClean, group, pending, agentsPerInstance, wanted: note, figures: { jobs, agents } });
    },
  };
}

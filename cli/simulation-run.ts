import { type ComparedPolicy, comparePolicies } from '../simulator/comparison';
import { policyList } from '../simulator/policies/policy-list';
import { lastArrival, type Trace } from '../simulator/trace';
import type { SimulationFlags } from './simulation-flags';
import { simulationPrice } from './simulation-price';
import { type SimulationSetting, simulationSettings } from './simulation-scenario';
import { simulationTrace, simulationTraces } from './simulation-trace';
import type { Terminal } from './terminal';

/** One trace that is to be run through the policies. */
export interface SimulationInput extends SimulationSetting {
  readonly trace: Trace;
  /** Dollars an instance-hour. */
  readonly hourlyPrice: number;
}

/** What came of it. */
export interface SimulationRun {
  readonly agentType: string | undefined;
  /** Trace and scenario in words. */
  readonly description: string;
  readonly compared: readonly ComparedPolicy[];
}

/** What the flags ask for: one input, or one for each agent type of the fleet that has jobs. */
export function simulationInputs(flags: SimulationFlags, terminal: Terminal): SimulationInput[] {
  const settings = simulationSettings(flags, terminal);
  const withPrice = (setting: SimulationSetting, trace: Trace) => {
    return { ...setting, trace, hourlyPrice: simulationPrice(setting.purchase, flags, terminal) };
  };
  const [only, ...others] = settings;
  if (only !== undefined && others.length === 0) return [withPrice(only, simulationTrace(flags, terminal))];
  const names = settings.flatMap(({ agentType }) => agentType ?? []);
  const traces = simulationTraces(flags, names, terminal);
  return settings.flatMap((setting) => {
    const trace = setting.agentType === undefined ? undefined : traces.get(setting.agentType);
    return trace === undefined ? [] : [withPrice(setting, trace)];
  });
}

export function runSimulation(
  input: SimulationInput,
  { policy = policyList, scenario }: SimulationFlags,
): SimulationRun {
  return {
    agentType: input.agentType,
    description: describe(input, scenario),
    compared: comparePolicies({ ...input, policies: policy }),
  };
}

function describe({ scenario, purchase, trace }: SimulationInput, file: string | undefined): string {
  const { min, max, boot, bootDeviation, agentsPerInstance, disconnectAfterJob, sizeChanges, seed } = scenario;
  const agents = agentsPerInstance === 1 ? 'an agent' : `${agentsPerInstance} agents`;
  const paid = purchase.onDemandShare === 1 ? 'On-Demand' : `${Math.round(purchase.onDemandShare * 100)} % On-Demand`;
  const parts = [
    `${trace.arrivals.length} jobs in ${(lastArrival(trace) / 86_400).toFixed(1)} days`,
    `${min} to ${max} instances with ${agents} each, ${disconnectAfterJob ? 'one job per agent' : 'agents run job after job'}`,
    ...(sizeChanges.length > 0 ? ['sizes on a schedule'] : []),
    `boot ${boot} s +- ${bootDeviation} s`,
    `${purchase.instanceType}, ${paid}`,
    ...(file === undefined ? [] : [`scenario ${file}`]),
    `seed ${seed}`,
  ];
  return parts.join('; ');
}

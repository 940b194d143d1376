import { type ComparedPolicy, comparePolicies } from '../simulator/comparison';
import { policyList } from '../simulator/policies/policy-list';
import type { Scenario } from '../simulator/scenario';
import { sizeChanges } from '../simulator/size-changes';
import { lastArrival, type Trace } from '../simulator/trace';
import type { ScenarioFlags, SimulationFlags } from './simulation-flags';
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

/** When a trace starts that does not say so: those that are made up start on a Monday. */
export const someMonday = Date.UTC(2024, 0, 1);
/** Seconds after the last arrival for which schedules hold. */
const afterwards = 2 * 86_400;

/** What the flags ask for: one input, or one for each agent type of the fleet that has jobs. */
export function simulationInputs(flags: ScenarioFlags, terminal: Terminal): SimulationInput[] {
  const settings = simulationSettings(flags, terminal);
  const withPrice = (setting: SimulationSetting, trace: Trace) => {
    const scenario = withSchedules(setting, trace, flags.start ?? someMonday);
    return { ...setting, scenario, trace, hourlyPrice: simulationPrice(setting.purchase, flags, terminal) };
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

function withSchedules({ scenario, schedules }: SimulationSetting, trace: Trace, start: number): Scenario {
  if (scenario.sizeChanges.length > 0) return scenario;
  const { min, max } = scenario;
  const span = lastArrival(trace) + afterwards;
  return { ...scenario, sizeChanges: sizeChanges({ schedules, min, max, start, span }) };
}

/** `tell` hears which policy is next. */
export function runSimulation(
  input: SimulationInput,
  { policy = policyList, scenario: file, agentsPerInstance }: SimulationFlags,
  tell: (text: string) => void,
): SimulationRun {
  const scenario = agentsPerInstance === undefined ? input.scenario : { ...input.scenario, agentsPerInstance };
  const changed = { ...input, scenario };
  return {
    agentType: input.agentType,
    description: describe(changed, file),
    compared: policy.flatMap((each, index) => {
      tell(`${each.name}, policy ${index + 1} of ${policy.length}, with ${input.trace.arrivals.length} jobs`);
      return comparePolicies({ ...changed, policies: [each] });
    }),
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

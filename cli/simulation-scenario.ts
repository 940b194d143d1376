import type { AgentType } from '../config/fleet';
import { loadFleet } from '../config/load-fleet';
import type { SizeSchedule } from '../scaler-lambda/size-schedule';
import { agentTypeScenario } from '../simulator/agent-type-scenario';
import type { Purchase } from '../simulator/price-table';
import { defaultScenario, type Scenario } from '../simulator/scenario';
import { parseScenarioFile, withScenarioFile } from '../simulator/scenario-file';
import { readInputFile } from './input-file';
import type { ScenarioFlags } from './simulation-flags';
import type { Terminal } from './terminal';
import { unknownAgentType } from './unknown-agent-type';
import { UserError } from './user-error';

/** Where prices start from when neither a fleet file nor a flag names an instance type. */
const defaultInstanceType = 'c7g.large';

export interface SimulationSetting {
  /** Whose settings these are: undefined without a fleet file. */
  readonly agentType: string | undefined;
  readonly scenario: Scenario;
  readonly purchase: Purchase;
  /** Of the fleet file; a scenario file's `sizeChanges` take their place. */
  readonly schedules: readonly SizeSchedule[];
}

/**
 * The scenarios that the flags describe, one for each agent type: the defaults, the agent type's settings, the scenario
 * file, then the flags.
 */
export function simulationSettings(flags: ScenarioFlags, terminal: Terminal): SimulationSetting[] {
  return findAgentTypes(flags, terminal).map((agentType) => settingOf(agentType, flags, terminal));
}

function settingOf(agentType: AgentType | undefined, flags: ScenarioFlags, terminal: Terminal): SimulationSetting {
  if (flags.headroom !== undefined && flags.readyFor !== undefined)
    throw new UserError('--headroom and --ready-for exclude each other', 2);
  const configured = agentType ? agentTypeScenario(agentType) : defaultScenario;
  const scenario = { ...withFlags(withFile(configured, flags.scenario, terminal), flags), seed: flags.seed };
  if (scenario.max < 1) throw new UserError('the group may have no instances (max is 0), so that no job would run');
  if (scenario.min > scenario.max) throw new UserError(`min is ${scenario.min}; must be at most max (${scenario.max})`);
  const schedules = agentType?.size.schedules ?? [];
  return { agentType: agentType?.name, scenario, purchase: purchaseOf(agentType, flags), schedules };
}

/** The agent type that the flags name, or all of the fleet. */
function findAgentTypes(flags: ScenarioFlags, { env, cwd, report }: Terminal): readonly (AgentType | undefined)[] {
  if (flags.fleet === undefined) return [undefined];
  const { fleet, warnings } = loadFleet({ path: flags.fleet, env, cwd });
  for (const warning of warnings) report(`warning: ${warning}`);
  if (flags.agentType === undefined) return fleet.agentTypes;
  const found = fleet.agentTypes.find(({ name }) => name === flags.agentType);
  if (found) return [found];
  const names = fleet.agentTypes.map(({ name }) => name);
  throw unknownAgentType(flags.agentType, names);
}

function withFile(scenario: Scenario, file: string | undefined, { cwd }: Terminal): Scenario {
  if (file === undefined) return scenario;
  return withScenarioFile(scenario, parseScenarioFile(readInputFile(file, cwd), file));
}

function withFlags(scenario: Scenario, flags: ScenarioFlags): Scenario {
  return {
    ...scenario,
    min: flags.min ?? scenario.min,
    max: flags.max ?? scenario.max,
    readyFor: flags.readyFor ?? scenario.readyFor,
    headroom: flags.readyFor === undefined ? (flags.headroom ?? scenario.headroom) : flags.headroom,
    idleTimeout: flags.idleTimeout ?? scenario.idleTimeout,
    disconnectAfterJob: flags.reuse === true ? false : scenario.disconnectAfterJob,
    boot: flags.boot ?? scenario.boot,
    bootDeviation: flags.bootSd ?? scenario.bootDeviation,
  };
}

function purchaseOf(agentType: AgentType | undefined, flags: ScenarioFlags): Purchase {
  const types = agentType?.instances.types;
  const share = (agentType?.instances.onDemandPercentAboveBase ?? 100) / 100;
  return {
    instanceType: flags.instanceType ?? types?.[0] ?? (agentType ? 't2.micro' : defaultInstanceType),
    onDemandShare: flags.spot === true ? 0 : share,
  };
}

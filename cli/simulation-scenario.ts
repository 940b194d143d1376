import type { AgentType } from '../config/fleet';
import { loadFleet } from '../config/load-fleet';
import { bootTimes } from '../simulator/boot-times';
import type { Purchase } from '../simulator/price-table';
import { defaultScenario, type Scenario } from '../simulator/scenario';
import { parseScenarioFile, withScenarioFile } from '../simulator/scenario-file';
import { readInputFile } from './input-file';
import type { SimulationFlags } from './simulation-flags';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

/** Where prices start from when neither a fleet file nor a flag names an instance type. */
const defaultInstanceType = 'c7g.large';

export interface SimulationSetting {
  readonly scenario: Scenario;
  readonly purchase: Purchase;
}

/** The scenario that the flags describe: the defaults, the agent type's settings, the scenario file, then the flags. */
export function simulationSetting(flags: SimulationFlags, terminal: Terminal): SimulationSetting {
  const agentType = findAgentType(flags, terminal);
  const configured = agentType ? agentTypeScenario(agentType) : defaultScenario;
  const scenario = { ...withFlags(withFile(configured, flags.scenario, terminal), flags), seed: flags.seed };
  if (scenario.max < 1) throw new UserError('the group may have no instances (max is 0), so that no job would run');
  if (scenario.min > scenario.max) throw new UserError(`min is ${scenario.min}; must be at most max (${scenario.max})`);
  return { scenario, purchase: purchaseOf(agentType, flags) };
}

function findAgentType(flags: SimulationFlags, { env, cwd, report }: Terminal): AgentType | undefined {
  if (flags.fleet === undefined) return undefined;
  const { fleet, source, warnings } = loadFleet({ path: flags.fleet, env, cwd });
  for (const warning of warnings) report(warning);
  const names = fleet.agentTypes.map(({ name }) => name);
  const only = fleet.agentTypes.length === 1 ? fleet.agentTypes[0] : undefined;
  if (flags.agentType === undefined) {
    if (only) return only;
    throw new UserError(`${source} has several agent types; name one with --agent-type: ${names.join(', ')}`);
  }
  const found = fleet.agentTypes.find(({ name }) => name === flags.agentType);
  if (found) return found;
  throw new UserError(`${source} has no agent type ${flags.agentType}; it has ${names.join(', ')}`);
}

function agentTypeScenario({ size, agent, image }: AgentType): Scenario {
  const boot = bootTimes[image.os === 'windows' || image.os === 'macos' ? image.os : 'linux'];
  return {
    ...defaultScenario,
    min: size.scaling === 'static' ? (size.desired ?? size.min) : size.min,
    max: size.scaling === 'static' ? (size.desired ?? size.min) : size.max,
    headroom: size.headroom,
    agentsPerInstance: agent.perInstance,
    disconnectAfterJob: agent.disconnectAfterJob,
    idleTimeout: agent.idleTimeout.seconds,
    boot: boot.mean,
    bootDeviation: boot.deviation,
    maxLifetime: size.maxLifetime?.seconds ?? Number.POSITIVE_INFINITY,
    faults: { ...defaultScenario.faults, bootLimit: agent.bootLimit.seconds },
  };
}

function withFile(scenario: Scenario, file: string | undefined, { cwd }: Terminal): Scenario {
  if (file === undefined) return scenario;
  return withScenarioFile(scenario, parseScenarioFile(readInputFile(file, cwd), file));
}

function withFlags(scenario: Scenario, flags: SimulationFlags): Scenario {
  return {
    ...scenario,
    min: flags.min ?? scenario.min,
    max: flags.max ?? scenario.max,
    headroom: flags.headroom ?? scenario.headroom,
    idleTimeout: flags.idleTimeout ?? scenario.idleTimeout,
    agentsPerInstance: flags.agentsPerInstance ?? scenario.agentsPerInstance,
    disconnectAfterJob: flags.reuse === true ? false : scenario.disconnectAfterJob,
    boot: flags.boot ?? scenario.boot,
    bootDeviation: flags.bootSd ?? scenario.bootDeviation,
  };
}

function purchaseOf(agentType: AgentType | undefined, flags: SimulationFlags): Purchase {
  const types = agentType?.instances.types;
  const share = (agentType?.instances.onDemandPercentAboveBase ?? 100) / 100;
  return {
    instanceType: flags.instanceType ?? types?.[0] ?? (agentType ? 't2.micro' : defaultInstanceType),
    onDemandShare: flags.spot === true ? 0 : share,
  };
}

import { parse } from 'yaml';
import { importFleet } from '../../../config/agent-aws-stack/stack-fleet';
import { stackKeys } from '../../../config/agent-aws-stack/stack-keys';
import type { StackSource } from '../../../config/agent-aws-stack/stack-source';
import { fleetYaml } from '../../../config/agent-aws-stack/stack-yaml';
import type { AgentType, Fleet } from '../../../config/fleet';
import { describeProblem, FleetFileError } from '../../../config/fleet-file-error';
import type { Place } from '../../../config/place';
import type { PlacedEntry, PlacedValue } from '../../../config/placed-value';

const environment = { AWS_REGION: 'us-east-1' };

/** What every configuration needs. */
const required = {
  SEMAPHORE_AGENT_STACK_NAME: 'ci-stack',
  SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: 'ci-token',
  SEMAPHORE_ENDPOINT: 'acme.semaphoreci.com',
};

/** A configuration as it stands in config.json. */
function sourceOf(configuration: Record<string, unknown>): StackSource {
  const place = (name: string): Place => ({ file: 'config.json', line: undefined, name, isDefault: false });
  const placed = (value: unknown, name: string): PlacedValue => {
    if (Array.isArray(value))
      return { kind: 'list', place: place(name), items: value.map((item) => placed(item, name)) };
    if (typeof value !== 'object' || value === null) return { kind: 'scalar', place: place(name), value };
    const entries = Object.entries(value).map(([key, inner]): [string, PlacedEntry] => [
      key,
      { key: place(key), value: placed(inner, key) },
    ]);
    return { kind: 'mapping', place: place(name), entries: new Map(entries) };
  };
  const root = placed(configuration, '');
  if (root.kind !== 'mapping') throw new Error('a configuration is an object');
  return { name: 'config.json', root, remarks: [] };
}

/** The configuration's keys and the required ones, imported. */
export function imported(configuration: Record<string, unknown>) {
  return importFleet(sourceOf({ ...required, ...configuration }), environment);
}

export function fleetOf(configuration: Record<string, unknown>): Fleet {
  const { fleet, problems } = imported(configuration).checked;
  if (!fleet) throw new FleetFileError(problems);
  return fleet;
}

export function agentTypeOf(configuration: Record<string, unknown>): AgentType {
  const [agentType] = fleetOf(configuration).agentTypes;
  if (!agentType) throw new Error('no agent type');
  return agentType;
}

export function problemsOf(configuration: Record<string, unknown>): string[] {
  return imported(configuration).checked.problems.map(describeProblem);
}

/** What is said of one key. */
export function remarksOn(key: string, configuration: Record<string, unknown>): string[] {
  return imported(configuration).remarks.flatMap((remark) => (remark.key === key ? [remark.text] : []));
}

export function printed(configuration: Record<string, unknown>): string {
  return fleetYaml(imported(configuration), 'config.json');
}

/** The agent type in the printed fleet file. */
export function printedAgentType(configuration: Record<string, unknown>): unknown {
  return parse(printed(configuration)).agentTypes['s1-ci-stack'];
}

export const allKeys: readonly string[] = stackKeys.map(({ key }) => key);

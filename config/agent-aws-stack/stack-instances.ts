import { z } from 'zod';
import { instanceRequirements } from '../settings/instance-requirements';
import type { StackSettings } from './stack-settings';

/** Instance types and how they are bought. */
export function instances(to: StackSettings): void {
  const { values } = to;
  if (to.os === 'macos') {
    const why = 'macs are dedicated hosts; their types follow from the host families, and they are On-Demand';
    for (const key of purchaseKeys) to.leaveOut(key, why);
    to.leaveOut('SEMAPHORE_AGENT_INSTANCE_TYPE', why);
    to.leaveOut('SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON', why);
    return;
  }
  const isOverridden = overrides(to);
  const type = values.text('SEMAPHORE_AGENT_INSTANCE_TYPE');
  if (isOverridden) to.leaveOut('SEMAPHORE_AGENT_INSTANCE_TYPE', 'the launch template overrides decide');
  else to.set('SEMAPHORE_AGENT_INSTANCE_TYPE', 'instances.types', type === undefined ? undefined : [type]);
  const isChoice = to.settings.some(({ path, value }) => {
    return path[1] === 'requirements' || (path[1] === 'types' && Array.isArray(value) && value.length > 1);
  });
  purchase(to, isChoice);
}

function purchase(to: StackSettings, isChoice: boolean): void {
  const { values } = to;
  const percent = values.count('SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE');
  const base = values.count('SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY');
  const isAllOnDemand = (percent ?? 100) === 100;
  to.set('SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE', 'instances.onDemandPercentAboveBase', percent);
  const allOnDemand = 'without Spot (SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE below 100) it has no effect';
  if (isAllOnDemand && base) to.leaveOut('SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY', allOnDemand);
  else to.set('SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY', 'instances.onDemandBase', base);
  const onDemand = values.text('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY');
  if (percent === 0 && !base) to.leaveOut('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY', 'all instances are Spot');
  else if (!isChoice) to.leaveOut('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY', 'there is one instance type only');
  else to.set('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY', 'instances.onDemandStrategy', onDemand);
  const spot = values.text('SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY');
  const isRebalanced = values.flag('SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', false);
  if (isAllOnDemand) {
    to.leaveOut('SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY', allOnDemand);
    if (isRebalanced) to.leaveOut('SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', allOnDemand);
    return;
  }
  to.set('SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY', 'instances.spotStrategy', spot);
  if (spot === undefined)
    values.remark(
      'SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY',
      'was not set, which is lowest-price at AWS; here it is price-capacity-optimized',
    );
  to.set('SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', 'instances.capacityRebalance', isRebalanced);
}

/** One object there; a list of objects is meant as several types. */
function overrides(to: StackSettings): boolean {
  const key = 'SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON';
  const value = to.values.json(key);
  if (value === undefined) return false;
  const parsed = z
    .union([z.record(z.string(), z.unknown()).transform((one) => [one]), z.array(z.record(z.string(), z.unknown()))])
    .safeParse(value);
  if (!parsed.success) {
    to.values.wrong(key, 'must be a JSON object');
    return false;
  }
  if (Array.isArray(value))
    to.values.remark(key, 'was a list, which agent-aws-stack cannot deploy; read as the instance types in it');
  const types: unknown[] = [];
  for (const override of parsed.data) {
    for (const [name, given] of Object.entries(override)) {
      const camel = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      if (camel !== name)
        to.values.remark(key, `${name} begins with a capital letter, which agent-aws-stack ignores; read as ${camel}`);
      if (camel === 'instanceType') types.push(given);
      else if (camel === 'instanceRequirements') to.set(key, 'instances.requirements', requirementsOf(given));
      else if (camel === 'weightedCapacity')
        to.values.remark(key, 'weightedCapacity has no counterpart: every instance counts one, whatever its size');
      else to.values.remark(key, `${name} has no counterpart here and is left out`);
    }
  }
  if (types.length > 0) to.set(key, 'instances.types', types);
  return types.length > 0 || to.settings.some(({ path }) => path[1] === 'requirements');
}

const purchaseKeys = [
  'SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY',
  'SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE',
  'SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY',
  'SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY',
  'SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE',
] as const;

/** AWS's names of attributes differ from ours in upper and lower case only. */
function requirementsOf(value: unknown): unknown {
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success) return value;
  const known = Object.keys(instanceRequirements.shape);
  const renamed = Object.entries(object.data).map(([name, given]) => {
    const ours = known.find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
    return [ours, lowerCaseLimits(given)];
  });
  return Object.fromEntries(renamed);
}

function lowerCaseLimits(value: unknown): unknown {
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(object.data).map(([name, limit]) => [name.toLowerCase(), limit]));
}

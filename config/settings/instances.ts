import { z } from 'zod';
import { instanceType } from '../instance-type';
import { instanceRequirements } from './instance-requirements';

const onDemandStrategies = ['lowest-price', 'prioritized'] as const;
const spotStrategies = [
  'lowest-price',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
] as const;

/** Which EC2 instances the group launches, and how it buys them. */
export const instances = z.strictObject({
  types: z
    .array(instanceType)
    .min(1)
    .max(40)
    .optional()
    .describe('Instance types, most wanted first. Default: t2.micro; on macOS one <family>.metal per mac.hostFamilies'),
  requirements: instanceRequirements
    .optional()
    .describe('Attributes that instance types must have, instead of a list of types'),
  onDemandBase: z.int().min(0).max(1000).default(0).describe('Instances that are always On-Demand'),
  onDemandPercentAboveBase: z
    .int()
    .min(0)
    .max(100)
    .default(100)
    .describe('Percent of the instances above the base that are On-Demand; the rest is Spot'),
  onDemandStrategy: z
    .enum(onDemandStrategies)
    .optional()
    .describe('On-Demand allocation strategy. Default: prioritized (lowest-price with requirements)'),
  spotStrategy: z
    .enum(spotStrategies)
    .optional()
    .describe('Spot allocation strategy. Default: price-capacity-optimized when there is Spot'),
  capacityRebalance: z
    .boolean()
    .default(false)
    .describe('Replace Spot instances that EC2 says are at elevated risk, before they are interrupted'),
  warmPool: z
    .strictObject({
      min: z.int().min(0).max(1000).default(0).describe('Instances kept warm at least'),
      max: z
        .int()
        .min(0)
        .max(1000)
        .optional()
        .describe('Warm and running instances together at most. Default: size.max'),
      state: z.enum(['stopped', 'running', 'hibernated']).default('stopped').describe('State of warm instances'),
    })
    .optional()
    .describe('Initialized instances that wait to be started; one On-Demand instance type only'),
});

import { z } from 'zod';
import { text } from '../text-format';

const whole = z.int().min(0);
const wholeRange = z.strictObject({ min: whole.optional(), max: whole.optional() });
const amountRange = z.strictObject({ min: z.number().min(0).optional(), max: z.number().min(0).optional() });
const typePatterns = z
  .array(text(/^[a-z0-9.*-]{1,30}$/, 'an instance type or pattern, such as c7g.large or m6*'))
  .min(1)
  .max(400);
const names = z
  .array(text(/^[a-z0-9-]{1,40}$/, 'a name of lower-case letters, digits and hyphens, such as nvidia'))
  .min(1);
const inclusion = z.enum(['included', 'excluded', 'required']);

/**
 * Attribute-based instance type selection.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRequirements.html
 */
export const instanceRequirements = z.strictObject({
  vcpuCount: z.strictObject({ min: z.int().min(1), max: z.int().min(1).optional() }).describe('vCPUs'),
  memoryMib: z.strictObject({ min: z.int().min(1), max: z.int().min(1).optional() }).describe('Memory in MiB'),
  allowedInstanceTypes: typePatterns.optional().describe('Types to choose from, with wildcards'),
  excludedInstanceTypes: typePatterns.optional().describe('Types never to choose, with wildcards'),
  instanceGenerations: z
    .array(z.enum(['current', 'previous']))
    .min(1)
    .optional()
    .describe('Generations'),
  cpuManufacturers: z
    .array(z.enum(['intel', 'amd', 'amazon-web-services', 'apple']))
    .min(1)
    .optional()
    .describe('CPU manufacturers'),
  bareMetal: inclusion.optional().describe('Bare metal types'),
  burstablePerformance: inclusion.optional().describe('Burstable types'),
  localStorage: inclusion.optional().describe('Types with instance store volumes'),
  localStorageTypes: z
    .array(z.enum(['hdd', 'ssd']))
    .min(1)
    .optional()
    .describe('Kinds of instance store'),
  totalLocalStorageGb: amountRange.optional().describe('Instance store in GB'),
  memoryGibPerVcpu: amountRange.optional().describe('Memory in GiB for each vCPU'),
  baselineEbsBandwidthMbps: wholeRange.optional().describe('Baseline EBS bandwidth in Mbps'),
  networkBandwidthGbps: amountRange.optional().describe('Network bandwidth in Gbps'),
  networkInterfaceCount: wholeRange.optional().describe('Network interfaces'),
  acceleratorCount: wholeRange.optional().describe('Accelerators'),
  acceleratorManufacturers: names.optional().describe('Accelerator manufacturers'),
  acceleratorNames: names.optional().describe('Accelerator names'),
  acceleratorTotalMemoryMib: wholeRange.optional().describe('Accelerator memory in MiB'),
  acceleratorTypes: z
    .array(z.enum(['gpu', 'fpga', 'inference']))
    .min(1)
    .optional()
    .describe('Accelerator types'),
  requireHibernateSupport: z.boolean().optional().describe('Only types that can hibernate'),
  onDemandMaxPricePercentageOverLowestPrice: whole
    .optional()
    .describe('On-Demand price limit, percent over the cheapest match'),
  spotMaxPricePercentageOverLowestPrice: whole.optional().describe('Spot price limit, percent over the cheapest match'),
  maxSpotPriceAsPercentageOfOptimalOnDemandPrice: whole
    .optional()
    .describe('Spot price limit, percent of the best On-Demand price'),
});

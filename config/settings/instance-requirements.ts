import { z } from 'zod';
import { text } from '../text-format';

const whole = z.int().min(0);
const wholeRange = z.strictObject({ min: whole.exactOptional(), max: whole.exactOptional() });
const amountRange = z.strictObject({ min: z.number().min(0).exactOptional(), max: z.number().min(0).exactOptional() });
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
  vcpuCount: z.strictObject({ min: z.int().min(1), max: z.int().min(1).exactOptional() }).describe('vCPUs'),
  memoryMib: z.strictObject({ min: z.int().min(1), max: z.int().min(1).exactOptional() }).describe('Memory in MiB'),
  allowedInstanceTypes: typePatterns.exactOptional().describe('Types to choose from, with wildcards'),
  excludedInstanceTypes: typePatterns.exactOptional().describe('Types never to choose, with wildcards'),
  instanceGenerations: z
    .array(z.enum(['current', 'previous']))
    .min(1)
    .exactOptional()
    .describe('Generations'),
  cpuManufacturers: z
    .array(z.enum(['intel', 'amd', 'amazon-web-services', 'apple']))
    .min(1)
    .exactOptional()
    .describe('CPU manufacturers'),
  bareMetal: inclusion.exactOptional().describe('Bare metal types'),
  burstablePerformance: inclusion.exactOptional().describe('Burstable types'),
  localStorage: inclusion.exactOptional().describe('Types with instance store volumes'),
  localStorageTypes: z
    .array(z.enum(['hdd', 'ssd']))
    .min(1)
    .exactOptional()
    .describe('Kinds of instance store'),
  totalLocalStorageGb: amountRange.exactOptional().describe('Instance store in GB'),
  memoryGibPerVcpu: amountRange.exactOptional().describe('Memory in GiB for each vCPU'),
  baselineEbsBandwidthMbps: wholeRange.exactOptional().describe('Baseline EBS bandwidth in Mbps'),
  networkBandwidthGbps: amountRange.exactOptional().describe('Network bandwidth in Gbps'),
  networkInterfaceCount: wholeRange.exactOptional().describe('Network interfaces'),
  acceleratorCount: wholeRange.exactOptional().describe('Accelerators'),
  acceleratorManufacturers: names.exactOptional().describe('Accelerator manufacturers'),
  acceleratorNames: names.exactOptional().describe('Accelerator names'),
  acceleratorTotalMemoryMib: wholeRange.exactOptional().describe('Accelerator memory in MiB'),
  acceleratorTypes: z
    .array(z.enum(['gpu', 'fpga', 'inference']))
    .min(1)
    .exactOptional()
    .describe('Accelerator types'),
  requireHibernateSupport: z.boolean().exactOptional().describe('Only types that can hibernate'),
  onDemandMaxPricePercentageOverLowestPrice: whole
    .exactOptional()
    .describe('On-Demand price limit, percent over the cheapest match'),
  spotMaxPricePercentageOverLowestPrice: whole
    .exactOptional()
    .describe('Spot price limit, percent over the cheapest match'),
  maxSpotPriceAsPercentageOfOptimalOnDemandPrice: whole
    .exactOptional()
    .describe('Spot price limit, percent of the best On-Demand price'),
});

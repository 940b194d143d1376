import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';

const range = z.object({ Min: z.number(), Max: z.optional(z.number()) });
/** What an instance type must have; the optional attributes come and go with the API. */
const instanceRequirements = z.looseObject({ VCpuCount: range, MemoryMiB: range });
const specification = z.object({ LaunchTemplateId: z.string(), Version: z.string() });

/** What can be set about a mix; of whatever else AWS tells about it, nothing is compared. */
const mixedInstancesPolicy = z.object({
  InstancesDistribution: z.object({
    OnDemandAllocationStrategy: z.string(),
    OnDemandBaseCapacity: z.number(),
    OnDemandPercentageAboveBaseCapacity: z.number(),
    SpotAllocationStrategy: z.string(),
  }),
  LaunchTemplate: z.object({
    LaunchTemplateSpecification: specification,
    Overrides: z.array(
      z.object({
        InstanceType: z.optional(z.string()),
        InstanceRequirements: z.optional(instanceRequirements),
      }),
    ),
  }),
});

const desiredConfiguration = z.union([
  z.object({ MixedInstancesPolicy: mixedInstancesPolicy }),
  z.object({ LaunchTemplate: specification }),
]);

/**
 * What a group launches: one version of a launch template, alone or with a mix of instance types. In the form of
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DesiredConfiguration.html
 */
export type DesiredConfiguration = z.output<typeof desiredConfiguration>;

/** The configuration that a deploy asks for. @throws when the event is something else */
export function readDesiredConfiguration(event: unknown): DesiredConfiguration {
  const result = desiredConfiguration.safeParse(event);
  if (!result.success) throw new Error(`the event is no desired configuration: ${z.prettifyError(result.error)}`);
  return result.data;
}

/** Whether AWS's description of a group, or of a refresh's target, says the same as `wanted`. */
export function isConfiguration(described: unknown, wanted: DesiredConfiguration): boolean {
  const result = desiredConfiguration.safeParse(described);
  return result.success && isDeepStrictEqual(result.data, wanted);
}

import { z } from 'zod';

/** Where instances run and who can reach them. */
export const network = z.strictObject({
  vpc: z.string().optional().describe('VPC id. Default: the default VPC of the region'),
  subnets: z.array(z.string()).min(1).optional().describe('Subnet ids in that VPC; required with vpc'),
  availabilityZones: z.array(z.string()).min(1).optional().describe('Zones of the default VPC to use. Default: all'),
  securityGroup: z
    .string()
    .optional()
    .describe('Security group id to use as it is. Default: a new group with egress only'),
  ipv6: z.boolean().default(false).describe('Instances get one IPv6 address as well'),
  ssh: z
    .strictObject({
      keyName: z.string().describe('EC2 key pair'),
      cidr: z.string().optional().describe('Address range that may reach port 22; opened only when given'),
    })
    .optional()
    .describe('SSH access. Session Manager works without it'),
  scalerInVpc: z.boolean().optional().describe('Run the scaler in these subnets. Default: true when vpc is given'),
  allowPublicSubnets: z
    .boolean()
    .default(false)
    .describe('Let the scaler run in public subnets, where a Lambda function has no internet access'),
});

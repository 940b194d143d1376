import { z } from 'zod';
import { cidr } from '../address-range';
import { resourceId, text } from '../text-format';

const zone = text(
  /^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}(?:-[a-z]{3}-\d)?[a-z]$/,
  'an availability zone, such as us-east-1a',
);

/** Where instances run and who can reach them. */
export const network = z.strictObject({
  vpc: resourceId('vpc', 'a VPC id').optional().describe('VPC id. Default: the default VPC of the region'),
  subnets: z
    .array(resourceId('subnet', 'a subnet id'))
    .min(1)
    .optional()
    .describe('Subnet ids in that VPC; required with vpc'),
  availabilityZones: z.array(zone).min(1).optional().describe('Zones of the default VPC to use. Default: all'),
  securityGroup: resourceId('sg', 'a security group id')
    .optional()
    .describe('Security group id to use as it is. Default: a new group with egress only'),
  ipv6: z.boolean().default(false).describe('Instances get one IPv6 address as well'),
  ssh: z
    .strictObject({
      keyName: text(/^[ -~]{1,255}$/, 'the name of an EC2 key pair, up to 255 ASCII characters').describe(
        'EC2 key pair',
      ),
      cidr: cidr.optional().describe('Address range that may reach port 22; opened only when given'),
    })
    .optional()
    .describe('SSH access. Session Manager works without it'),
  scalerInVpc: z.boolean().optional().describe('Run the scaler in these subnets. Default: true when vpc is given'),
  allowPublicSubnets: z
    .boolean()
    .default(false)
    .describe('Let the scaler run in public subnets, where a Lambda function has no internet access'),
});

import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import { EgressGroup } from './egress-group';
import type { Network } from './network';
import type { ServiceRole } from './service-role';

/** Properties of a `FunctionNetwork`. */
export interface FunctionNetworkProps {
  /** Name of the security group. */
  readonly name: string;
  /** VPC and subnets, those of the instances. */
  readonly network: Network;
  readonly settings: AgentType['network'];
}

/** What a Lambda function needs to run in the subnets of the instances. */
export class FunctionNetwork extends Construct {
  private readonly subnetIds: string[];
  private readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: FunctionNetworkProps) {
    super(scope, id);
    const { name, network, settings } = props;
    if (!settings.allowPublicSubnets) this.refusePublicSubnets(settings.subnets ?? []);
    this.subnetIds = network.subnetIds;
    const { vpcId } = network;
    this.securityGroupId = new EgressGroup(this, 'function', {
      name,
      description: `Function ${name}`,
      vpcId,
      ipv6: settings.ipv6,
    }).id;
  }

  get vpcConfig() {
    return { subnetIds: this.subnetIds, securityGroupIds: [this.securityGroupId] };
  }

  /**
   * Lets Lambda put the function's network interfaces into the subnets, and the function's own code do nothing of the kind.
   * The role has to have these permissions on everything: Lambda does not say which interfaces it means.
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
   */
  grantAttach(role: ServiceRole, functionArn: string): void {
    const actions = [
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ];
    role.allow({ actions, resources: ['*'] });
    const fromCode = [{ test: 'ArnEquals', variable: 'lambda:SourceFunctionArn', values: [functionArn] }];
    role.deny({ actions, resources: ['*'], condition: fromCode });
  }

  /** A function gets no public address, so in a public subnet it reaches neither Semaphore nor AWS. */
  private refusePublicSubnets(subnetIds: readonly string[]): void {
    for (const id of subnetIds) {
      new DataAwsSubnet(this, id, {
        id,
        lifecycle: {
          postcondition: [
            {
              condition: `\${!self.map_public_ip_on_launch}`,
              errorMessage:
                `Subnet ${id} gives instances public addresses, so it is a public subnet, where the scaler's function has no way to the internet. ` +
                'Name private subnets, set network.scalerInVpc to false, or set network.allowPublicSubnets to true if there are VPC endpoints.',
            },
          ],
        },
      });
    }
  }
}

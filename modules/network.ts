import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import { EgressGroup } from './egress-group';

/** Properties of a `Network`. */
export interface NetworkProps {
  readonly resourcePrefix: string;
  readonly settings: AgentType['network'];
}

/** Where instances run and who can reach them: a given VPC or the default one, and a security group. */
export class Network extends Construct {
  readonly vpcId: string;
  readonly subnetIds: string[];
  /** Security group of the instances. */
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { settings, resourcePrefix: name } = props;
    this.vpcId = settings.vpc ?? new DataAwsVpc(this, 'default-vpc', { default: true }).id;
    this.subnetIds = settings.subnets ?? this.defaultSubnets(settings.availabilityZones);
    if (settings.securityGroup !== undefined) {
      // Its rules are its owner's business: none is added.
      this.securityGroupId = settings.securityGroup;
      return;
    }
    const description = `Instances of ${name}`;
    const group = new EgressGroup(this, 'instances', { name, description, vpcId: this.vpcId, ipv6: settings.ipv6 });
    if (settings.ssh?.cidr !== undefined) group.allowSsh(settings.ssh.cidr);
    this.securityGroupId = group.id;
  }

  /** Default subnets of the default VPC; others in it may have no way to the internet. */
  private defaultSubnets(availabilityZones: string[] | undefined): string[] {
    const filter = [
      { name: 'vpc-id', values: [this.vpcId] },
      { name: 'default-for-az', values: ['true'] },
      ...(availabilityZones ? [{ name: 'availability-zone', values: availabilityZones }] : []),
    ];
    return Fn.tolist(new DataAwsSubnets(this, 'default-subnets', { filter }).ids);
  }
}

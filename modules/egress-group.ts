import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';

/** Properties of an `EgressGroup`. */
export interface EgressGroupProps {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  /** Whether IPv6 may leave as well. */
  readonly ipv6: boolean;
}

/** A security group that lets everything out and nothing in. */
export class EgressGroup extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: EgressGroupProps) {
    super(scope, id);
    const { name, description, vpcId, ipv6 } = props;
    const group = new SecurityGroup(this, 'group', { name, description, vpcId, revokeRulesOnDelete: true });
    this.id = group.id;
    const everything = { securityGroupId: this.id, description: 'All traffic out', ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'out-ipv4', { ...everything, cidrIpv4: '0.0.0.0/0' });
    if (ipv6) new VpcSecurityGroupEgressRule(this, 'out-ipv6', { ...everything, cidrIpv6: '::/0' });
  }

  /** Lets SSH in from `cidr`. */
  allowSsh(cidr: string): void {
    new VpcSecurityGroupIngressRule(this, 'in-ssh', {
      securityGroupId: this.id,
      description: 'SSH',
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      ...(cidr.includes(':') ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
    });
  }
}

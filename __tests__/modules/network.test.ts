// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's
import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { DataAwsSubnets } from '@cdktf/provider-aws/lib/data-aws-subnets';
import { DataAwsVpc } from '@cdktf/provider-aws/lib/data-aws-vpc';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { synthAgentStack } from '../synth-agent-stack';

const given = 'vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-0a1b2c3e]';

test('without settings instances run in the default subnets of the default VPC', () => {
  const stack = synthAgentStack();
  expect(stack.dataSources(DataAwsVpc)).toEqual([expect.objectContaining({ default: true })]);
  expect(stack.dataSources(DataAwsSubnets)).toEqual([
    expect.objectContaining({
      filter: [
        { name: 'vpc-id', values: [expect.stringContaining('data.aws_vpc')] },
        { name: 'default-for-az', values: ['true'] },
      ],
    }),
  ]);
});

test('zones narrow the default subnets down', () => {
  const [subnets] = synthAgentStack('network: { availabilityZones: [us-east-1a] }').dataSources(DataAwsSubnets);
  expect(subnets?.['filter']).toContainEqual({ name: 'availability-zone', values: ['us-east-1a'] });
});

test('given subnets are used as they are, and nothing is looked up', () => {
  const stack = synthAgentStack(`network: { ${given}, allowPublicSubnets: true }`);
  expect(stack.resource(AutoscalingGroup)['vpc_zone_identifier']).toEqual(['subnet-0a1b2c3d', 'subnet-0a1b2c3e']);
  expect([...stack.dataSources(DataAwsVpc), ...stack.dataSources(DataAwsSubnets)]).toEqual([]);
});

test('nothing comes in, everything may go out', () => {
  const stack = synthAgentStack();
  expect(stack.resources(VpcSecurityGroupIngressRule)).toEqual([]);
  expect(stack.resources(VpcSecurityGroupEgressRule)).toEqual([
    expect.objectContaining({ ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' }),
  ]);
});

test('SSH is open to the range that is named, and to nobody for a key alone', () => {
  const open = synthAgentStack('network: { ssh: { keyName: dev, cidr: 10.0.0.0/8 } }');
  const rule = { ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv4: '10.0.0.0/8' };
  expect(open.resources(VpcSecurityGroupIngressRule)).toEqual([expect.objectContaining(rule)]);
  expect(synthAgentStack('network: { ssh: { keyName: dev } }').resources(VpcSecurityGroupIngressRule)).toEqual([]);
});

test('with IPv6 that may go out as well, and come in for SSH', () => {
  const stack = synthAgentStack(
    `network: { ${given}, ipv6: true, scalerInVpc: false, ssh: { keyName: dev, cidr: "2001:db8::/32" } }\ninstances: { types: [t3.large] }`,
  );
  expect(stack.resources(VpcSecurityGroupEgressRule)).toContainEqual(expect.objectContaining({ cidr_ipv6: '::/0' }));
  expect(stack.resources(VpcSecurityGroupIngressRule)).toEqual([
    expect.objectContaining({ cidr_ipv6: '2001:db8::/32' }),
  ]);
});

test('a given security group is used, and none is made or changed', () => {
  const stack = synthAgentStack(`network: { ${given}, securityGroup: sg-0a1b2c3d, scalerInVpc: false }`);
  expect(stack.resources(SecurityGroup)).toEqual([]);
  expect(stack.resources(VpcSecurityGroupEgressRule)).toEqual([]);
  expect(stack.resource(LaunchTemplate)['vpc_security_group_ids']).toEqual(['sg-0a1b2c3d']);
});

test('in a given VPC the scaler runs in the same subnets with a group of its own', () => {
  const stack = synthAgentStack(`network: { ${given} }`);
  const scaler = stack.resources(LambdaFunction).find(({ address }) => address.startsWith('scaler'));
  expect(scaler?.['vpc_config']).toEqual({
    subnet_ids: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
    security_group_ids: [expect.stringContaining('aws_security_group.scaler_network')],
  });
});

test('a plan refuses public subnets for the scaler, naming the subnet and what to do', () => {
  const [subnet] = synthAgentStack(`network: { ${given} }`).dataSources(DataAwsSubnet);
  expect(subnet).toMatchObject({
    id: 'subnet-0a1b2c3d',
    lifecycle: {
      postcondition: [
        {
          condition: '${!self.map_public_ip_on_launch}',
          error_message: expect.stringMatching(/^Subnet subnet-0a1b2c3d .*scalerInVpc.*allowPublicSubnets/),
        },
      ],
    },
  });
  expect(synthAgentStack(`network: { ${given}, allowPublicSubnets: true }`).dataSources(DataAwsSubnet)).toEqual([]);
});

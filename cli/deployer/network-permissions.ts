import type { Fleet } from '../../config/fleet';
import { type Condition, look, type Permissions } from './permission';

/** Tags say whose an id is. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/control-access-with-tags.html */
const tagged = (key: 'aws:RequestTag' | 'aws:ResourceTag', { name }: Fleet): Condition => ({
  StringEquals: { [`${key}/agent-fleet:fleet`]: name },
});

/** Launch templates and security groups, whose ids nobody knows before. */
export const byTags: Permissions = (fleet, arns) => {
  const template = arns.one('ec2', 'launch-template/*');
  const group = arns.one('ec2', 'security-group/*');
  const rule = arns.one('ec2', 'security-group-rule/*');
  const resources = [template, group, rule];
  const launched = ['instance', 'network-interface', 'volume'].map((kind) => arns.one('ec2', `${kind}/*`));
  return [
    {
      actions: ['ec2:CreateLaunchTemplate', 'ec2:CreateSecurityGroup'],
      resources: [template, group],
      condition: tagged('aws:RequestTag', fleet),
    },
    // The group that a rule is for has to be the fleet's as well: see below.
    {
      actions: ['ec2:AuthorizeSecurityGroupEgress', 'ec2:AuthorizeSecurityGroupIngress'],
      resources: [rule],
      condition: tagged('aws:RequestTag', fleet),
    },
    {
      actions: ['ec2:CreateTags'],
      resources: [...resources, ...launched],
      condition: {
        StringEquals: {
          'ec2:CreateAction': [
            'AuthorizeSecurityGroupEgress',
            'AuthorizeSecurityGroupIngress',
            'CreateLaunchTemplate',
            'CreateSecurityGroup',
            'RunInstances',
          ],
        },
      },
    },
    {
      actions: [
        'ec2:AuthorizeSecurityGroupEgress',
        'ec2:AuthorizeSecurityGroupIngress',
        'ec2:CreateLaunchTemplateVersion',
        'ec2:CreateTags',
        'ec2:DeleteLaunchTemplate',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteTags',
        'ec2:ModifyLaunchTemplate',
        'ec2:ModifySecurityGroupRules',
        'ec2:RevokeSecurityGroupEgress',
        'ec2:RevokeSecurityGroupIngress',
      ],
      resources,
      condition: tagged('aws:ResourceTag', fleet),
    },
    { actions: ['ec2:CreateSecurityGroup'], resources: [arns.one('ec2', 'vpc/*')] },
    // A new group has a rule of EC2's own without tags, which goes.
    { actions: ['ec2:RevokeSecurityGroupEgress'], resources: [rule] },
    {
      actions: [
        'ec2:DescribeLaunchTemplates',
        'ec2:DescribeLaunchTemplateVersions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroupRules',
        'ec2:DescribeSecurityGroups',
      ],
      resources: ['*'],
    },
  ];
};

export const network = look(
  'ec2:DescribeRouteTables',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcs',
);

/** Interfaces that Lambda left in the subnets of the scaler, which the provider removes before their security group. */
export const functionInterfaces: Permissions = ({ agentTypes }, arns) => {
  const vpcs = new Set(agentTypes.flatMap(({ network: { vpc } }) => vpc ?? []));
  const actions = ['ec2:DeleteNetworkInterface', 'ec2:DetachNetworkInterface'];
  const condition = { ArnEquals: { 'ec2:Vpc': [...vpcs].map((vpc) => arns.one('ec2', `vpc/${vpc}`)) } };
  return [{ actions, resources: [arns.one('ec2', 'network-interface/*')], condition }];
};

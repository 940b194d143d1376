import type { Permissions } from './permission';

/*
 * Of groups, functions and rules that are the fleet's own, whoever may delete them may do everything: that is shorter, and
 * holds for every version of the provider.
 */

export const group: Permissions = (_, arns) => [
  { actions: ['autoscaling:*'], resources: arns.of('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/@') },
  { actions: ['autoscaling:Describe*'], resources: ['*'] },
  // AWS asks these of whoever makes a group; it launches the instances itself.
  {
    actions: ['ec2:RunInstances'],
    resources: ['*'],
    condition: { ArnLike: { 'ec2:LaunchTemplate': arns.one('ec2', 'launch-template/*') } },
  },
  {
    actions: ['iam:PassRole'],
    resources: arns.iam('role', '-instance'),
    condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
  },
  {
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [
      arns.global('iam', 'role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'),
      arns.global('iam', 'role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot'),
    ],
  },
];

export const functions: Permissions = (_, arns) => [
  { actions: ['lambda:*'], resources: arns.of('lambda', 'function:@-*') },
  {
    actions: ['iam:PassRole'],
    resources: arns.iam('role', '-*'),
    condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  },
];

export const rules: Permissions = (_, arns) => [{ actions: ['events:*'], resources: arns.of('events', 'rule/@-*') }];

export const logGroups: Permissions = (_, arns) => [
  {
    actions: [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    resources: arns.of('logs', 'log-group:/agent-fleet/@/*', 'log-group:/aws/lambda/@-*'),
  },
  { actions: ['logs:DescribeLogGroups'], resources: ['*'] },
];

export const hosts: Permissions = (_, arns) => [
  { actions: ['resource-groups:*'], resources: arns.of('resource-groups', 'group/@') },
];

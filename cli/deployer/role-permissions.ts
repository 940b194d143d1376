import type { Fleet } from '../../config/fleet';
import type { Condition, Permissions } from './permission';

/** The boundary that all roles have, if they have one: then nobody gains more by making a role than it lets through. */
function bounded({ agentTypes }: Fleet): Condition | undefined {
  const boundaries = agentTypes.map(({ roles }) => roles.permissionsBoundary);
  const known = boundaries.filter((boundary) => boundary !== undefined);
  if (known.length < agentTypes.length) return undefined;
  return { StringEquals: { 'iam:PermissionsBoundary': [...new Set(known)] } };
}

export const roles: Permissions = (fleet, arns) => {
  const own = arns.iam('role', '-*');
  const policies = [...new Set(fleet.agentTypes.flatMap(({ managedPolicies }) => managedPolicies))];
  return [
    {
      actions: [
        'iam:DeleteRole',
        'iam:DeleteRolePolicy',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListInstanceProfilesForRole',
        'iam:ListRolePolicies',
        'iam:TagRole',
        'iam:UntagRole',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
      ],
      resources: own,
    },
    {
      actions: ['iam:CreateRole', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      resources: own,
      condition: bounded(fleet),
    },
    ...(policies.length === 0
      ? []
      : [
          {
            actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
            resources: arns.iam('role', '-instance'),
            condition: { ArnEquals: { 'iam:PolicyARN': policies.map((policy) => arns.policy(policy)) } },
          },
        ]),
    // All that there is to do with a profile, in few words: a managed policy has no room for each.
    { actions: ['iam:*InstanceProfile'], resources: arns.iam('instance-profile', '-instance') },
  ];
};

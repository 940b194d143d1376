import { stateEncryptionKey } from '../../config/state-location';
import type { FleetArns } from './fleet-arns';
import type { Permission, Permissions } from './permission';

export const parameters: Permissions = (_, arns) => [
  {
    actions: [
      'ssm:AddTagsToResource',
      'ssm:DeleteParameter',
      'ssm:GetParameter',
      'ssm:GetParameters',
      'ssm:ListTagsForResource',
      'ssm:PutParameter',
      'ssm:RemoveTagsFromResource',
    ],
    resources: arns.of('ssm', 'parameter/agent-fleet/@/*'),
  },
  { actions: ['ssm:DescribeParameters'], resources: ['*'] },
];

export const buckets: Permissions = (_, arns) => {
  const names = arns.bucketNames.map((name) => arns.s3(name));
  return [
    {
      actions: [
        's3:CreateBucket',
        's3:DeleteBucket',
        's3:DeleteBucketPolicy',
        's3:Get*',
        's3:ListBucket',
        's3:ListBucketVersions',
        's3:ListTagsForResource',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketTagging',
        's3:PutBucketVersioning',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
        's3:TagResource',
        's3:UntagResource',
      ],
      resources: names,
    },
    {
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:Get*', 's3:PutObject', 's3:PutObjectTagging'],
      resources: names.map((name) => `${name}/*`),
    },
  ];
};

export const imageParameters: Permissions = ({ agentTypes }, arns) =>
  agentTypes.flatMap(({ image }) => {
    if (image.stock) {
      const canonical = arns.one('ssm', 'parameter/aws/service/canonical/ubuntu/*', '');
      return [{ actions: ['ssm:GetParameter'], resources: [canonical] }];
    }
    const { ssmParameter } = image;
    if (ssmParameter === undefined) return [];
    const account = ssmParameter.startsWith('/aws/service/') ? '' : undefined;
    const resource = arns.one('ssm', `parameter/${ssmParameter.replace(/^\//, '')}`, account);
    return [{ actions: ['ssm:GetParameter'], resources: [resource] }];
  });

export const keys: Permissions = ({ agentTypes }, arns) => {
  const named = agentTypes.flatMap(({ token, disk }) => [token.kmsKey, disk.kmsKey]);
  return [...new Set(named.filter((key) => key !== undefined))].map((key) =>
    keyPermission(arns, key, ['kms:DescribeKey']),
  );
};

export const diskGrants: Permissions = ({ agentTypes }, arns) =>
  [...new Set(agentTypes.flatMap(({ disk }) => disk.kmsKey ?? []))].map((key) =>
    keyPermission(arns, key, ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant']),
  );

/** The state of the agent types, and its lock files. */
export const statePermissions: Permissions = ({ name, state }, arns) => {
  if (!state) return [];
  return [
    { actions: ['s3:ListBucket'], resources: [arns.s3(state.bucket)] },
    {
      actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: [arns.s3(`${state.bucket}/${state.prefix}${name}/*`)],
    },
    keyPermission(arns, stateEncryptionKey(state), ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']),
  ];
};

/** IAM knows keys by their ids only, and what they are also called as a property. */
function keyPermission(arns: FleetArns, key: string, actions: readonly string[]): Permission {
  const alias = /alias\/.+$/.exec(key)?.[0];
  const condition = alias && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } };
  if (condition) return { actions, resources: [arns.one('kms', 'key/*')], condition };
  return { actions, resources: [key.startsWith('arn:') ? key : arns.one('kms', `key/${key}`)] };
}

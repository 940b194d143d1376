import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { synthAgentStack } from '../synth-agent-stack';

test('jobs may use the cache bucket with the four actions that the toolbox needs', () => {
  const grants = synthAgentStack('cache: { bucket: team-cache }').grants('instance-role');
  const arn = /^arn:\$\{data\.aws_partition\..+\}:s3:::team-cache/;
  const onBucket = grants.filter((each) => each.actions.some((action) => action.startsWith('s3:')));
  expect(onBucket).toEqual([
    { actions: ['s3:ListBucket'], resources: [expect.stringMatching(new RegExp(`${arn.source}$`))] },
    {
      actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
      resources: [expect.stringMatching(new RegExp(`${arn.source}/\\*$`))],
    },
  ]);
});

test('a given bucket is not changed, and without one there is no grant', () => {
  expect(synthAgentStack('cache: { bucket: team-cache }').resources(S3Bucket)).toEqual([]);
  expect(JSON.stringify(synthAgentStack().grants('instance-role'))).not.toContain('s3:');
});

test('a bucket made here is private, encrypted, deaf to plain HTTP, and forgets', () => {
  const stack = synthAgentStack('cache: { create: true, expireAfter: 14d }');
  expect(stack.resource(S3Bucket)).toMatchObject({ bucket_prefix: 'acme-s1-linux-', force_destroy: true });
  expect(stack.resource(S3BucketPublicAccessBlock)).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(stack.resource(S3BucketServerSideEncryptionConfigurationA)).toMatchObject({
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }],
  });
  expect(stack.resource(S3BucketLifecycleConfiguration)).toMatchObject({
    rule: [{ status: 'Enabled', expiration: [{ days: 14 }] }],
  });
  const denials = stack.dataSources(DataAwsIamPolicyDocument).filter(({ address }) => address.includes('tls-only'));
  expect(denials).toEqual([
    expect.objectContaining({
      statement: [
        expect.objectContaining({
          effect: 'Deny',
          actions: ['s3:*'],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        }),
      ],
    }),
  ]);
});

test('the longest prefix still leaves the provider its 26 characters of a bucket name', () => {
  const stack = synthAgentStack(`resourcePrefix: A${'b'.repeat(34)}-${'c'.repeat(16)}\ncache: { create: true }`);
  const prefix = String(stack.resource(S3Bucket)['bucket_prefix']);
  expect(prefix).toMatch(/^[a-z][a-z0-9-]*[a-z0-9]-$/);
  expect(prefix.length).toBeLessThanOrEqual(37);
});

import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { StateBucket } from '../../modules/state-bucket';
import { synth } from '../synth';

const made = () =>
  synth((stack) => new StateBucket(stack, 'state', { bucketName: 'acme-state', encryptionKeyArn: 'arn:key' }));

test('Terraform refuses to delete the bucket', () => {
  expect(made().resources(S3Bucket)).toMatchObject([{ bucket: 'acme-state', lifecycle: { prevent_destroy: true } }]);
});

test('every way to make it public is blocked', () => {
  expect(made().resources(S3BucketPublicAccessBlock)).toMatchObject([
    { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true },
  ]);
  expect(made().resources(S3BucketOwnershipControls)).toMatchObject([
    { rule: { object_ownership: 'BucketOwnerEnforced' } },
  ]);
});

test('what nobody encrypts is encrypted with the key', () => {
  expect(made().resources(S3BucketServerSideEncryptionConfigurationA)).toMatchObject([
    { rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: 'arn:key' } }] },
  ]);
});

test('bucket and objects are denied to requests without TLS', () => {
  const [document] = made().dataSources(DataAwsIamPolicyDocument);
  const resources = [expect.stringMatching(/\.arn\}$/), expect.stringMatching(/\.arn\}\/\*$/)];
  const condition = [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }];
  expect(document?.statement).toMatchObject([{ effect: 'Deny', actions: ['s3:*'], resources, condition }]);
});

test('an overwritten state can be brought back for 90 days', () => {
  expect(made().resources(S3BucketVersioningA)).toMatchObject([{ versioning_configuration: { status: 'Enabled' } }]);
  expect(made().resources(S3BucketLifecycleConfiguration)).toMatchObject([
    { rule: [{ status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }] }] },
  ]);
});

import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import type { Construct } from 'constructs';

/** Makes a bucket in `scope` that is private, encrypted, reached over TLS only, and gone with the stack. */
export function privateBucket(scope: Construct, namePrefix: string): S3Bucket {
  const created = new S3Bucket(scope, 'bucket', {
    // Bucket names are global: the provider appends 26 characters, and 63 are allowed.
    bucketPrefix: `${namePrefix
      .toLowerCase()
      .slice(0, 36)
      .replace(/[.-]+$/, '')}-`,
    // What is in there can be made again; a destroy must leave nothing.
    forceDestroy: true,
  });
  const bucket = created.bucket;
  const access = new S3BucketPublicAccessBlock(scope, 'public-access', {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, 'encryption', {
    bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
  });
  // S3 refuses two changes of a bucket's access at the same time.
  new S3BucketPolicy(scope, 'policy', { bucket, policy: tlsOnly(scope, created.arn), dependsOn: [access] });
  return created;
}

function tlsOnly(scope: Construct, arn: string): string {
  const statement = {
    effect: 'Deny',
    principals: [{ type: '*', identifiers: ['*'] }],
    actions: ['s3:*'],
    resources: [arn, `${arn}/*`],
    condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
  };
  return new DataAwsIamPolicyDocument(scope, 'tls-only', { statement: [statement] }).json;
}

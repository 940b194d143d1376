import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';

/** Properties of a `StateBucket`. */
export interface StateBucketProps {
  readonly bucketName: string;
  /** ARN of the KMS key that encrypts what no writer encrypts otherwise. */
  readonly encryptionKeyArn: string;
  /** Whether the bucket exists already, from an unfinished bootstrap. @default false */
  readonly exists?: boolean | undefined;
  /** Whether its lifecycle rules exist as well; making them takes the provider 55 s of waiting. @default false */
  readonly lifecycleExists?: boolean | undefined;
}

/** Days that a state which was overwritten or deleted can be brought back. */
const restoreDays = 90;
/** Days after which the parts of an upload that never finished are removed. */
const unfinishedUploadDays = 7;

/** Bucket that keeps Terraform's state: private, versioned, encrypted, reached over TLS only, never deleted. */
export class StateBucket extends Construct {
  private readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.bucket = new S3Bucket(this, 'bucket', { bucket: props.bucketName, lifecycle: { preventDestroy: true } });
    if (props.exists) this.bucket.importFrom(props.bucketName);
    this.encrypt(props.encryptionKeyArn);
    this.keepPrivate();
    const lifecycle = this.keepVersions();
    if (props.lifecycleExists) lifecycle.importFrom(props.bucketName);
  }

  private encrypt(kmsMasterKeyId: string): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.bucket.id,
      // A bucket key saves a KMS request for each object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
      rule: [
        { applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId }, bucketKeyEnabled: true },
      ],
    });
  }

  private keepPrivate(): void {
    const bucket = this.bucket.id;
    const block = new S3BucketPublicAccessBlock(this, 'public-access-block', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } });
    const tlsOnly = new DataAwsIamPolicyDocument(this, 'tls-only', {
      statement: [
        {
          sid: 'TlsOnly',
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['s3:*'],
          resources: [this.bucket.arn, `${this.bucket.arn}/*`],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    // S3 refuses two changes to who may reach a bucket at the same time.
    new S3BucketPolicy(this, 'policy', { bucket, policy: tlsOnly.json, dependsOn: [block] });
  }

  private keepVersions(): S3BucketLifecycleConfiguration {
    const bucket = this.bucket.id;
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    return new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: restoreDays }],
          // Every run leaves the delete marker of its lock file behind.
          expiration: [{ expiredObjectDeleteMarker: true }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: unfinishedUploadDays }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}

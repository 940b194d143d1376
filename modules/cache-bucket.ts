import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { Construct } from 'constructs';
import type { Duration } from '../config/duration';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import type { ServiceRole } from './service-role';

/** Properties of a `CacheBucket`. */
export interface CacheBucketProps {
  readonly target: DeploymentTarget;
  /** The name of a bucket made here starts with it. */
  readonly resourcePrefix: string;
  readonly settings: NonNullable<AgentType['cache']>;
}

/** S3 bucket behind the `cache` command of jobs: one that exists, or a private one made here. */
export class CacheBucket extends Construct {
  readonly name: string;
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: CacheBucketProps) {
    super(scope, id);
    const { settings, resourcePrefix, target } = props;
    this.name = 'bucket' in settings ? settings.bucket : this.privateBucket(resourcePrefix, settings.expireAfter);
    this.arn = target.bucketArn(this.name);
  }

  /** Lets `role` read, write, list and delete in this bucket; Semaphore's toolbox needs no more. */
  grantUse(role: ServiceRole): void {
    const actions = ['s3:PutObject', 's3:GetObject', 's3:ListBucket', 's3:DeleteObject'];
    role.allow({ actions, resources: [this.arn, `${this.arn}/*`] });
  }

  private privateBucket(resourcePrefix: string, expireAfter: Duration): string {
    const created = new S3Bucket(this, 'bucket', {
      // Bucket names are global: the provider appends 26 characters, and 63 are allowed.
      bucketPrefix: `${resourcePrefix
        .toLowerCase()
        .slice(0, 36)
        .replace(/[.-]+$/, '')}-`,
      // A cache can be lost; a destroy must leave nothing.
      forceDestroy: true,
    });
    const bucket = created.bucket;
    const access = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'expire',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: Math.ceil(expireAfter.seconds / 86_400) }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
    });
    // S3 refuses two changes of a bucket's access at the same time.
    new S3BucketPolicy(this, 'policy', { bucket, policy: this.tlsOnly(created.arn), dependsOn: [access] });
    return bucket;
  }

  private tlsOnly(arn: string): string {
    const statement = {
      effect: 'Deny',
      principals: [{ type: '*', identifiers: ['*'] }],
      actions: ['s3:*'],
      resources: [arn, `${arn}/*`],
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    };
    return new DataAwsIamPolicyDocument(this, 'tls-only', { statement: [statement] }).json;
  }
}

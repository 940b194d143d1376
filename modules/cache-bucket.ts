import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { Construct } from 'constructs';
import type { Duration } from '../config/duration';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import { privateBucket } from './private-bucket';
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
    this.name = 'bucket' in settings ? settings.bucket : this.newBucket(resourcePrefix, settings.expireAfter);
    this.arn = target.bucketArn(this.name);
  }

  /** Lets `role` read, write, list and delete in this bucket; Semaphore's toolbox needs no more. */
  grantUse(role: ServiceRole): void {
    role.allow({ actions: ['s3:ListBucket'], resources: [this.arn] });
    role.allow({ actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], resources: [`${this.arn}/*`] });
  }

  private newBucket(resourcePrefix: string, expireAfter: Duration): string {
    const { bucket } = privateBucket(this, resourcePrefix);
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
    return bucket;
  }
}

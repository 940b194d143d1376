import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { Construct } from 'constructs';

/** Properties of a `DeploymentTarget`. */
export interface DeploymentTargetProps {
  /** AWS region, such as `us-east-1`. */
  readonly region: string;
}

/** The partition, region and account that a stack deploys into. */
export class DeploymentTarget extends Construct {
  readonly region: string;
  readonly accountId: string;
  private readonly partition: string;
  private readonly dnsSuffix: string;

  constructor(scope: Construct, id: string, props: DeploymentTargetProps) {
    super(scope, id);
    const partition = new DataAwsPartition(this, 'partition');
    this.region = props.region;
    this.accountId = new DataAwsCallerIdentity(this, 'caller').accountId;
    this.partition = partition.partition;
    this.dnsSuffix = partition.dnsSuffix;
  }

  /** ARN of `resource` (for example `parameter/fleet/linux/token`) in this region and account. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /** ARN of an S3 bucket, which names neither region nor account. */
  bucketArn(bucket: string): string {
    return `arn:${this.partition}:s3:::${bucket}`;
  }

  /** ARN of an IAM policy of this account; `name` may start with its path. */
  policyArn(name: string): string {
    return `arn:${this.partition}:iam::${this.accountId}:policy/${name.replace(/^\//, '')}`;
  }

  /** ARN of the role called `AWSServiceRoleFor<name>` that AWS makes for `service`. */
  serviceLinkedRoleArn(service: string, name: string): string {
    const role = `aws-service-role/${service}.amazonaws.com/AWSServiceRoleFor${name}`;
    return `arn:${this.partition}:iam::${this.accountId}:role/${role}`;
  }

  /** Name of `service` in a `kms:ViaService` condition. */
  viaService(service: string): string {
    return `${service}.${this.region}.${this.dnsSuffix}`;
  }
}

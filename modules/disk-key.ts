import { DataAwsKmsKey } from '@cdktf/provider-aws/lib/data-aws-kms-key';
import { KmsGrant } from '@cdktf/provider-aws/lib/kms-grant';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { DeploymentTarget } from './deployment-target';

/** Properties of a `DiskKey`. */
export interface DiskKeyProps {
  readonly target: DeploymentTarget;
  /** Name of the grant, so that a deploy which was killed does not make a second one. */
  readonly resourcePrefix: string;
  /** Id, ARN or alias. */
  readonly kmsKey: string;
}

/** Customer managed key that encrypts root volumes. */
export class DiskKey extends Construct {
  /** EBS wants an ARN; the look-up takes an alias as well. */
  readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DiskKeyProps,
  ) {
    super(scope, id);
    this.arn = new DataAwsKmsKey(this, 'key', { keyId: props.kmsKey }).arn;
  }

  /**
   * Lets EC2 Auto Scaling launch instances with this key: its service-linked role, which makes the volumes, may use no
   * customer key. `group` comes first, because the first group of an account makes that role.
   * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
   */
  grantLaunches(group: ITerraformDependable): KmsGrant {
    const { target, resourcePrefix } = this.props;
    return new KmsGrant(this, 'grant', {
      name: `${resourcePrefix}-disk`,
      keyId: this.arn,
      granteePrincipal: target.serviceLinkedRoleArn('autoscaling', 'AutoScaling'),
      operations: [
        'CreateGrant',
        'Decrypt',
        'DescribeKey',
        'Encrypt',
        'GenerateDataKey',
        'GenerateDataKeyWithoutPlaintext',
        'ReEncryptFrom',
        'ReEncryptTo',
      ],
      dependsOn: [group],
    });
  }
}

import { DataAwsKmsKey } from '@cdktf/provider-aws/lib/data-aws-kms-key';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import { parameterArn } from './parameter-arn';
import type { ServiceRole } from './service-role';

/** Properties of an `AgentToken`. */
export interface AgentTokenProps {
  /** Partition, region and account that hold the parameter. */
  readonly target: DeploymentTarget;
  /** Parameter name and, for a customer managed key, that key. */
  readonly settings: AgentType['token'];
}

/** Registration token of one Semaphore agent type: an SSM SecureString that people write and we only read. */
export class AgentToken extends Construct {
  /** Name of the parameter, as the fleet file has it. */
  readonly parameter: string;
  private readonly target: DeploymentTarget;
  private readonly arn: string;
  private readonly encryptionKey: DataAwsKmsKey | undefined;

  constructor(scope: Construct, id: string, props: AgentTokenProps) {
    super(scope, id);
    const { parameter, kmsKey } = props.settings;
    this.target = props.target;
    this.parameter = parameter;
    // Composed, not looked up: a data source would store the token in the Terraform state.
    this.arn = parameterArn(props.target, parameter);
    // Looked up, because a grant on an alias grants nothing; the look-up takes an id, an ARN or an alias.
    if (kmsKey !== undefined) this.encryptionKey = new DataAwsKmsKey(this, 'key', { keyId: kmsKey });
  }

  /** Lets `role` read and decrypt this token and no other parameter. */
  grantRead(role: ServiceRole): void {
    role.allow({ actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: [this.arn] });
    // The default key aws/ssm needs no grant: its own policy lets SSM use it for everyone in the account.
    if (this.encryptionKey === undefined) return;
    role.allow({
      actions: ['kms:Decrypt'],
      resources: [this.encryptionKey.arn],
      condition: [
        { test: 'StringEquals', variable: 'kms:ViaService', values: [this.target.viaService('ssm')] },
        // SSM decrypts with this context, so the grant opens no other parameter under the same key.
        { test: 'StringEquals', variable: 'kms:EncryptionContext:PARAMETER_ARN', values: [this.arn] },
      ],
    });
  }
}

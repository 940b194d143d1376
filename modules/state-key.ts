import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';

/** Properties of a `StateKey`. */
export interface StateKeyProps {
  /** Alias of the key, such as `alias/acme-agent-fleet-state`. */
  readonly aliasName: string;
  /** Id of a key that an unfinished bootstrap left behind. @default - a new key */
  readonly existingKeyId?: string | undefined;
  /** Whether the alias exists already, for that key. @default false */
  readonly aliasExists?: boolean | undefined;
}

/** KMS key that encrypts Terraform's state. It rotates yearly and is never deleted: old states would be lost with it. */
export class StateKey extends Construct {
  private readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: StateKeyProps) {
    super(scope, id);
    this.key = new KmsKey(this, 'key', {
      description: `Terraform state of agent fleets (${props.aliasName})`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      lifecycle: { preventDestroy: true },
    });
    const alias = new KmsAlias(this, 'alias', {
      name: props.aliasName,
      targetKeyId: this.key.keyId,
      lifecycle: { preventDestroy: true },
    });
    if (props.existingKeyId !== undefined) this.key.importFrom(props.existingKeyId);
    if (props.aliasExists) alias.importFrom(props.aliasName);
  }

  get arn(): string {
    return this.key.arn;
  }
}

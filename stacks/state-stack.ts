import { DataAwsKmsKey } from '@cdktf/provider-aws/lib/data-aws-kms-key';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import type { State } from '../config/fleet';
import { stateBucketStateKey, stateKeyAlias } from '../config/state-location';
import { acceptAwsProvider, requireTerraform } from '../modules/provider-gap';
import { keepStateInBucket } from '../modules/state-backend';
import { StateBucket } from '../modules/state-bucket';
import { StateKey } from '../modules/state-key';

/** File in the working directory that holds the state until the bucket exists. */
export const localStateFile = 'state-bucket.tfstate';

/** Tag of everything that `fleet bootstrap` makes; its value is the bucket's name. */
export const stateBucketTag = 'agent-fleet:state-bucket';

/** What an unfinished bootstrap left behind; it is imported, not made again. */
export interface ExistingState {
  readonly bucket: boolean;
  readonly lifecycle: boolean;
  /** Id of the bucket's own key. */
  readonly keyId: string | undefined;
  readonly alias: boolean;
  /** Whether the bucket holds the state that describes it. */
  readonly stateObject: boolean;
}

/** Properties of a `StateStack`. */
export interface StateStackProps {
  readonly state: State;
  /** Region of the bucket. */
  readonly region: string;
  readonly existing: ExistingState;
}

/** The state bucket and its key. Its state lives in a local file until the bucket exists, and in the bucket from then on. */
export class StateStack extends TerraformStack {
  constructor(scope: Construct, id: string, { state, region, existing }: StateStackProps) {
    super(scope, id);
    requireTerraform(this, '>= 1.10.0');
    acceptAwsProvider(this, '>= 5.100.0, < 7.0.0');
    new AwsProvider(this, 'aws', { region, defaultTags: [{ tags: { [stateBucketTag]: state.bucket } }] });
    if (existing.stateObject) keepStateInBucket(this, state, region, stateBucketStateKey);
    else new LocalBackend(this, { path: localStateFile });

    // What a state already describes has no need of an import.
    const adopted = existing.stateObject ? undefined : existing;
    const encryptionKeyArn = state.kmsKey === undefined ? this.makeKey(state, adopted) : this.findKey(state.kmsKey);
    new StateBucket(this, 'state', {
      bucketName: state.bucket,
      encryptionKeyArn,
      exists: adopted?.bucket,
      lifecycleExists: adopted?.lifecycle,
    });
    const outputs = { bucket: state.bucket, encryption_key: encryptionKeyArn };
    for (const [name, value] of Object.entries(outputs)) new TerraformOutput(this, name, { value });
  }

  private makeKey({ bucket }: State, adopted: ExistingState | undefined): string {
    const aliasName = stateKeyAlias(bucket);
    return new StateKey(this, 'key', { aliasName, existingKeyId: adopted?.keyId, aliasExists: adopted?.alias }).arn;
  }

  private findKey(keyId: string): string {
    return new DataAwsKmsKey(this, 'key', { keyId }).arn;
  }
}

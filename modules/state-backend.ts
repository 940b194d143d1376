import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { Fleet, State } from '../config/fleet';
import { stateEncryptionKey } from '../config/state-location';
import { lockWithFile } from './provider-gap';

/** Keeps the state of `stack` in the fleet's bucket under a key of its own, or in a local file when the fleet names none. */
export function keepState(stack: TerraformStack, fleet: Fleet): void {
  const { state } = fleet;
  const name = stack.node.id;
  if (!state) {
    // Relative to cdktf.out/stacks/<stack>, where Terraform runs; CDKTF's own default is an absolute path.
    new LocalBackend(stack, { path: `../../../terraform.${fleet.name}.${name}.tfstate` });
    return;
  }
  keepStateInBucket(stack, state, state.region ?? fleet.region, `${state.prefix}${fleet.name}/${name}.tfstate`);
}

/**
 * Keeps the state of `stack` in the bucket, as `key`, with a lock file beside it.
 *
 * `kms_key_id` takes a key id, a key's ARN, `alias/NAME` or an alias's ARN (Terraform since 1.6, OpenTofu as well). It is
 * always set: `encrypt` without it asks S3 for its own key (AES256) and gets past the bucket's default encryption.
 */
export function keepStateInBucket(stack: TerraformStack, state: State, region: string, key: string): void {
  const kmsKeyId = stateEncryptionKey(state);
  lockWithFile(new S3Backend(stack, { bucket: state.bucket, key, region, encrypt: true, kmsKeyId }));
}

import { LocalBackend, S3Backend, type TerraformStack } from 'cdktf';
import type { Fleet } from '../config/fleet';
import { lockWithFile } from './provider-gap';

/**
 * Keeps the state of `stack` in the fleet's bucket under a key of its own, or in a local file when the fleet names none.
 *
 * `kms_key_id` takes a key id or a key's ARN, not an alias. `encrypt` without it asks S3 for its own key (AES256), which
 * would get past the bucket's default encryption with KMS. So with an alias, such as that of the key that
 * `fleet bootstrap` makes, neither is set, and the bucket's default encryption uses the key.
 */
export function keepState(stack: TerraformStack, fleet: Fleet): void {
  const { state } = fleet;
  const name = stack.node.id;
  if (!state) {
    // Relative to cdktf.out/stacks/<stack>, where Terraform runs; CDKTF's own default is an absolute path.
    new LocalBackend(stack, { path: `../../../terraform.${fleet.name}.${name}.tfstate` });
    return;
  }
  const { bucket, prefix, kmsKey } = state;
  const backend = new S3Backend(stack, {
    bucket,
    key: `${prefix}${fleet.name}/${name}.tfstate`,
    region: state.region ?? fleet.region,
    ...(kmsKey === undefined || isAlias(kmsKey) ? {} : { encrypt: true, kmsKeyId: kmsKey }),
  });
  lockWithFile(backend);
}

/** `alias/name` or the ARN of an alias. */
function isAlias(kmsKey: string): boolean {
  return /^(arn:[^:]*:kms:[^:]*:[^:]*:)?alias\//.test(kmsKey);
}

import type { State } from './fleet';

/**
 * Alias of the key that encrypts the state of `bucket` when the fleet file names none.
 * A bucket's name may hold dots, an alias may not: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
export function stateKeyAlias(bucket: string): string {
  return `alias/${bucket.replaceAll('.', '-')}`;
}

/** What the S3 backend takes as kms_key_id: a key id, a key ARN, `alias/NAME` or the ARN of an alias. */
export function stateEncryptionKey({ bucket, kmsKey }: State): string {
  return kmsKey ?? stateKeyAlias(bucket);
}

/**
 * Key of the state that describes the state bucket itself. The same for every fleet and prefix, because fleets may share
 * a bucket, and a bucket has one owner. No agent type can take it: their names start with `s1-`.
 */
export const stateBucketStateKey = 'agent-fleet/state-bucket.tfstate';

import {
  DescribeKeyCommand,
  type KMSClient,
  KMSServiceException,
  ListResourceTagsCommand,
  NotFoundException,
  paginateListKeys,
} from '@aws-sdk/client-kms';
import { stateKeyAlias } from '../config/state-location';
import { stateBucketTag } from '../stacks/state-stack';
import { UserError } from './user-error';

/** What there is of a state bucket's own key. */
export interface ExistingKey {
  readonly keyId: string | undefined;
  readonly alias: boolean;
}

export interface KeyQuestion {
  readonly kms: KMSClient;
  readonly bucket: string;
  readonly signal: AbortSignal;
}

/** Looks for the key behind the bucket's alias, or for one that lacks its alias because a bootstrap was killed. */
export async function findExistingKey(question: KeyQuestion): Promise<ExistingKey> {
  const aliasName = stateKeyAlias(question.bucket);
  const aliased = await describe(question, aliasName);
  if (aliased === undefined) return { keyId: await findOrphan(question), alias: false };
  if (aliased.state === 'PendingDeletion') {
    throw new UserError(
      `${aliasName} is the alias of key ${aliased.keyId}, which is about to be deleted; cancel that, or delete the alias`,
    );
  }
  if (await isTagged(question, aliased.keyId)) return { keyId: aliased.keyId, alias: true };
  throw new UserError(
    `${aliasName} is the alias of key ${aliased.keyId}, which fleet bootstrap did not make; to use that key, set state.kmsKey: ${aliasName}`,
  );
}

async function describe({ kms, signal }: KeyQuestion, keyId: string) {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }), { abortSignal: signal });
    return KeyMetadata?.KeyId === undefined ? undefined : { keyId: KeyMetadata.KeyId, state: KeyMetadata.KeyState };
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

async function findOrphan(question: KeyQuestion): Promise<string | undefined> {
  const { kms, signal } = question;
  for await (const { Keys } of paginateListKeys({ client: kms }, {}, { abortSignal: signal })) {
    for (const { KeyId } of Keys ?? []) {
      if (KeyId === undefined || !(await isTagged(question, KeyId))) continue;
      if ((await describe(question, KeyId))?.state === 'Enabled') return KeyId;
    }
  }
  return undefined;
}

async function isTagged({ kms, bucket, signal }: KeyQuestion, keyId: string): Promise<boolean> {
  try {
    const { Tags } = await kms.send(new ListResourceTagsCommand({ KeyId: keyId }), { abortSignal: signal });
    return Tags?.some(({ TagKey, TagValue }) => TagKey === stateBucketTag && TagValue === bucket) ?? false;
  } catch (error) {
    // A key whose policy keeps us out is not one that we made.
    if (error instanceof KMSServiceException && error.name === 'AccessDeniedException') return false;
    throw error;
  }
}

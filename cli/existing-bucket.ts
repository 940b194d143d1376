import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  paginateListBuckets,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { stateBucketStateKey } from '../config/state-location';
import { stateBucketTag } from '../stacks/state-stack';
import { UserError } from './user-error';

/** What there is of a state bucket. */
export interface ExistingBucket {
  readonly bucket: boolean;
  readonly lifecycle: boolean;
  readonly stateObject: boolean;
}

export interface BucketQuestion {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly region: string;
  /** Take over a bucket that holds objects and was made by somebody else in this account. */
  readonly adopt: boolean;
  readonly signal: AbortSignal;
}

const absent: ExistingBucket = { bucket: false, lifecycle: false, stateObject: false };

/** Looks at the bucket. @throws UserError when it is not ours to manage */
export async function findExistingBucket(question: BucketQuestion): Promise<ExistingBucket> {
  const { s3, bucket, signal } = question;
  if (!(await isReachable(question))) return absent;
  if (!(await isOwn(question))) throw new UserError(someoneElses(bucket));
  const send = { abortSignal: signal };
  const stateObject = await isThere(() =>
    s3.send(new HeadObjectCommand({ Bucket: bucket, Key: stateBucketStateKey }), send),
  );
  if (stateObject) return { bucket: true, lifecycle: true, stateObject };
  await refuseForeignContents(question);
  const lifecycle = await isThere(() => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), send));
  return { bucket: true, lifecycle, stateObject };
}

function someoneElses(bucket: string): string {
  return `state.bucket: ${bucket} exists and belongs to another AWS account (or these credentials may not see it); bucket names are global, choose another one`;
}

async function isReachable({ s3, bucket, region, signal }: BucketQuestion): Promise<boolean> {
  try {
    const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
    if (BucketRegion !== undefined && BucketRegion !== region)
      throw new UserError(elsewhere(bucket, region, BucketRegion));
    return true;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return false;
    if (status === 403) throw new UserError(someoneElses(bucket), 1, { cause: error });
    if (status === 301) throw new UserError(elsewhere(bucket, region, undefined), 1, { cause: error });
    throw error;
  }
}

function elsewhere(bucket: string, region: string, actual: string | undefined): string {
  return `state.bucket: ${bucket} exists in ${actual ?? 'another region'}, not in ${region}; set state.region to its region or choose another name`;
}

/** A bucket of another account can be open to us; only our own are listed. */
async function isOwn({ s3, bucket, signal }: BucketQuestion): Promise<boolean> {
  for await (const { Buckets } of paginateListBuckets({ client: s3 }, { Prefix: bucket }, { abortSignal: signal })) {
    if (Buckets?.some(({ Name }) => Name === bucket)) return true;
  }
  return false;
}

/** An empty bucket may be one whose bootstrap was killed before it was tagged; one with objects and no tag is not ours. */
async function refuseForeignContents({ s3, bucket, adopt, signal }: BucketQuestion): Promise<void> {
  if (adopt) return;
  const send = { abortSignal: signal };
  const tagged = await isThere(async () => {
    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }), send);
    return TagSet?.some(({ Key, Value }) => Key === stateBucketTag && Value === bucket) ?? false;
  });
  if (tagged) return;
  const { Versions, DeleteMarkers } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1 }),
    send,
  );
  if ((Versions?.length ?? 0) + (DeleteMarkers?.length ?? 0) === 0) return;
  throw new UserError(
    `state.bucket: ${bucket} is in this account, holds objects and was not made by fleet bootstrap. Choose another name, or let bootstrap set its policy, encryption and lifecycle from now on: fleet bootstrap --adopt (--dry-run shows what changes)`,
  );
}

/** False when S3 says that there is no such thing; what `ask` says otherwise. */
async function isThere(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await ask()) !== false;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

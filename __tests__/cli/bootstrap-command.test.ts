import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { stateBucketStateKey } from '../../config/state-location';
import { BootstrapSite } from './bootstrap-site';

// Nearly all of a first bootstrap is the provider waiting for lifecycle rules to settle (55 s), so the scenarios overlap.
jest.setTimeout(1_200_000);

let site: BootstrapSite;
let fresh: Promise<Awaited<ReturnType<typeof freshScenario>>>;
let powerCut: Promise<Awaited<ReturnType<typeof powerCutScenario>>>;
let interrupted: Promise<Awaited<ReturnType<typeof interruptedScenario>>>;
let givenKey: Promise<Awaited<ReturnType<typeof givenKeyScenario>>>;

beforeAll(async () => {
  site = await BootstrapSite.open();
  fresh = freshScenario('fresh-state');
  powerCut = powerCutScenario('cut-state');
  interrupted = interruptedScenario('interrupted-state');
  givenKey = givenKeyScenario('keyed-state');
  // Each test awaits its own; none may fail the others.
  await Promise.allSettled([fresh, powerCut, interrupted, givenKey]);
});

afterAll(() => site.close());

async function freshScenario(bucket: string) {
  const attachment = await site.attachment();
  const run = (...flags: string[]) => site.runWith(attachment, { bucket }, ...flags);
  const dryRun = await run('--dry-run');
  const afterDryRun = { buckets: await bucketNames(), keys: await keysOf(bucket) };
  const first = await run('--json');
  const state = { Bucket: bucket, Key: stateBucketStateKey };
  const object = await site.s3.send(new HeadObjectCommand(state));
  const again = await run();
  const versions = (await site.s3.send(new ListObjectVersionsCommand({ Bucket: bucket }))).Versions ?? [];
  // As if it had been killed after the apply, before the state went into the bucket.
  for (const { Key, VersionId } of versions) {
    await site.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }
  const adopted = await run('--json');
  return { dryRun, afterDryRun, first, object, again, versions, adopted };
}

async function powerCutScenario(bucket: string) {
  const first = await site.start({ bucket });
  await first.reports(/aws_s3_bucket\.\S+ Creation complete/);
  await first.cutPower();
  const repaired = await site.run({ bucket }, '--json');
  const afterwards = await site.run({ bucket }, '--dry-run', '--json');
  return { repaired, afterwards };
}

async function interruptedScenario(bucket: string) {
  const first = await site.start({ bucket });
  await first.reports(/aws_s3_bucket\.\S+ Creation complete/);
  first.interrupt();
  const exitCode = await first.exitCode;
  const keys = await keysOf(bucket);
  const leftovers = await site.leftovers(bucket);
  return { exitCode, keys, leftovers };
}

async function givenKeyScenario(bucket: string) {
  const { KeyMetadata } = await site.kms.send(new CreateKeyCommand({}));
  const arn = KeyMetadata?.Arn ?? '';
  await site.kms.send(new CreateAliasCommand({ AliasName: 'alias/ci', TargetKeyId: arn }));
  const made = await site.runWith(await site.attachment(), { bucket, kmsKey: 'alias/ci' });
  return { arn, made, keys: await keysOf(bucket) };
}

async function bucketNames(): Promise<string[]> {
  const { Buckets } = await site.s3.send(new ListBucketsCommand({}));
  return (Buckets ?? []).flatMap(({ Name }) => Name ?? []);
}

/** Keys that carry the tag of this bucket. */
async function keysOf(bucket: string): Promise<string[]> {
  const { Keys } = await site.kms.send(new ListKeysCommand({}));
  const ids = (Keys ?? []).flatMap(({ KeyId }) => KeyId ?? []);
  const tags = await Promise.all(ids.map((KeyId) => site.kms.send(new ListResourceTagsCommand({ KeyId }))));
  return ids.filter((_, index) => tags[index]?.Tags?.some(({ TagValue }) => TagValue === bucket));
}

async function aliasTarget(name: string) {
  const { KeyMetadata } = await site.kms.send(new DescribeKeyCommand({ KeyId: name }));
  return { id: KeyMetadata?.KeyId, arn: KeyMetadata?.Arn };
}

test('a dry run shows the plan and makes nothing', async () => {
  const { dryRun, afterDryRun } = await fresh;
  expect(dryRun).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Plan: 9 to add, 0 to change, 0 to destroy.'),
  });
  expect(afterDryRun.buckets).not.toContain('fresh-state');
  expect(afterDryRun.keys).toEqual([]);
});

test('the bucket is versioned, and private to its owner', async () => {
  expect((await fresh).first).toMatchObject({ exitCode: 0 });
  const bucket = { Bucket: 'fresh-state' };
  expect(await site.s3.send(new GetBucketVersioningCommand(bucket))).toMatchObject({ Status: 'Enabled' });
  const { PublicAccessBlockConfiguration } = await site.s3.send(new GetPublicAccessBlockCommand(bucket));
  expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
  const { OwnershipControls } = await site.s3.send(new GetBucketOwnershipControlsCommand(bucket));
  expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
});

test('requests without TLS are denied', async () => {
  await fresh;
  const { Policy } = await site.s3.send(new GetBucketPolicyCommand({ Bucket: 'fresh-state' }));
  expect(JSON.parse(Policy ?? '{}')).toMatchObject({
    Statement: [{ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
  });
});

test('old versions, delete markers and unfinished uploads expire', async () => {
  await fresh;
  const { Rules } = await site.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'fresh-state' }));
  expect(Rules).toMatchObject([
    {
      Status: 'Enabled',
      Expiration: { ExpiredObjectDeleteMarker: true },
      NoncurrentVersionExpiration: { NoncurrentDays: 90 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
    },
  ]);
});

test('the bucket encrypts with a key of its own, which rotates', async () => {
  await fresh;
  const { id, arn } = await aliasTarget('alias/fresh-state');
  const { ServerSideEncryptionConfiguration } = await site.s3.send(
    new GetBucketEncryptionCommand({ Bucket: 'fresh-state' }),
  );
  const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn };
  expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([{ ApplyServerSideEncryptionByDefault: byDefault }]);
  expect(await site.kms.send(new GetKeyRotationStatusCommand({ KeyId: id }))).toMatchObject({
    KeyRotationEnabled: true,
  });
});

test('its state is an object in the bucket, encrypted with the key', async () => {
  const { object, versions } = await fresh;
  expect(object).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'alias/fresh-state' });
  expect(versions.map(({ Key }) => Key)).toEqual([stateBucketStateKey]);
});

test('a second run changes nothing, not even the state', async () => {
  const { again, versions } = await fresh;
  expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('is ready (nothing to do)') });
  expect(versions).toHaveLength(1);
});

test('killed before its state was in the bucket, it adopts what it had made', async () => {
  const { adopted } = await fresh;
  expect(JSON.parse(adopted.stdout).changes.import).toEqual(
    expect.arrayContaining([expect.stringMatching(/^aws_s3_bucket\./), expect.stringMatching(/^aws_kms_key\./)]),
  );
  expect(await keysOf('fresh-state')).toHaveLength(1);
});

test('killed while it was making the bucket, the next run finishes the work with the same bucket and key', async () => {
  const { repaired, afterwards } = await powerCut;
  expect(repaired).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(repaired.stdout).changes.import).toContainEqual(expect.stringMatching(/^aws_s3_bucket\./));
  expect(JSON.parse(afterwards.stdout).changes).toEqual({ create: [], update: [], import: [] });
  expect(await keysOf('cut-state')).toEqual([(await aliasTarget('alias/cut-state')).id]);
});

test('Ctrl-C lets Terraform finish what it is making and leaves no working directory', async () => {
  const { exitCode, keys, leftovers } = await interrupted;
  expect(exitCode).toBe(130);
  expect(keys).toHaveLength(1);
  expect(leftovers).toEqual([]);
});

test('with state.kmsKey it uses that key and makes none', async () => {
  const { arn, made, keys } = await givenKey;
  expect(made).toMatchObject({ exitCode: 0 });
  expect(keys).toEqual([]);
  const { Aliases } = await site.kms.send(new ListAliasesCommand({}));
  expect(Aliases?.map(({ AliasName }) => AliasName)).not.toContain('alias/keyed-state');
  const object = await site.s3.send(new GetObjectCommand({ Bucket: 'keyed-state', Key: stateBucketStateKey }));
  expect(object.SSEKMSKeyId).toBe('alias/ci');
  expect(await object.Body?.transformToString()).toContain(arn);
});

test('a bucket of another account is refused, and it is said whose choice the name is', async () => {
  const other = await site.s3OfAnotherAccount();
  await other.send(new CreateBucketCommand({ Bucket: 'taken-state' }));
  other.destroy();
  expect(await site.run({ bucket: 'taken-state' })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('taken-state exists and belongs to another AWS account'),
  });
});

test('without state: in the fleet file there is nothing to make', async () => {
  expect(await site.run(undefined)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/^fleet: .+ has no state: setting, so that there is nothing to make/),
  });
});

test('a rejected AWS credential is one line, not a stack trace', async () => {
  const run = await site.runWith({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, { bucket: 'no-credentials' });
  expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/\nfleet: finds no AWS credentials: .+\n$/) });
});

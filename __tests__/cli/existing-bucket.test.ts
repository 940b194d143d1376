import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { findExistingBucket } from '../../cli/existing-bucket';

const s3 = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1' });

beforeEach(() => {
  s3.reset();
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'us-east-1' });
  s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'acme-state-old' }, { Name: 'acme-state' }] });
  s3.on(HeadObjectCommand).rejects(answer(404));
  s3.on(GetBucketTaggingCommand).rejects(answer(404));
  s3.on(ListObjectVersionsCommand).resolves({});
  s3.on(GetBucketLifecycleConfigurationCommand).rejects(answer(404));
});

afterAll(() => client.destroy());

function answer(httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name: 'Answer', $fault: 'client', $metadata: { httpStatusCode } });
}

function find(adopt = false) {
  const signal = new AbortController().signal;
  return findExistingBucket({ s3: client, bucket: 'acme-state', region: 'us-east-1', adopt, signal });
}

test('no bucket: there is nothing', async () => {
  s3.on(HeadBucketCommand).rejects(answer(404));
  expect(await find()).toEqual({ bucket: false, lifecycle: false, stateObject: false });
});

test('a bucket that refuses us belongs to somebody else', async () => {
  s3.on(HeadBucketCommand).rejects(answer(403));
  await expect(find()).rejects.toThrow('acme-state exists and belongs to another AWS account');
});

test('a bucket that lets us in but is not in our list belongs to somebody else', async () => {
  s3.on(ListBucketsCommand).resolves({ Buckets: [{ Name: 'acme-state-old' }] });
  await expect(find()).rejects.toThrow('acme-state exists and belongs to another AWS account');
});

test('a bucket in another region is refused with both regions', async () => {
  s3.on(HeadBucketCommand).resolves({ BucketRegion: 'eu-west-1' });
  await expect(find()).rejects.toThrow('acme-state exists in eu-west-1, not in us-east-1');
});

test('an empty bucket without a tag is taken over: its bootstrap was killed before it could be tagged', async () => {
  expect(await find()).toEqual({ bucket: true, lifecycle: false, stateObject: false });
});

test("somebody's objects are not taken over unasked", async () => {
  s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'theirs' }] });
  await expect(find()).rejects.toThrow(
    'acme-state is in this account, holds objects and was not made by fleet bootstrap',
  );
  expect(await find(true)).toMatchObject({ bucket: true });
});

test('a tagged bucket is ours, whatever it holds', async () => {
  s3.on(GetBucketTaggingCommand).resolves({ TagSet: [{ Key: 'agent-fleet:state-bucket', Value: 'acme-state' }] });
  s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'acme/s1-linux.tfstate' }] });
  expect(await find()).toMatchObject({ bucket: true, stateObject: false });
});

test('a bucket with its state in it is finished', async () => {
  s3.on(HeadObjectCommand).resolves({});
  expect(await find()).toMatchObject({ bucket: true, stateObject: true });
});

test('a failure of AWS is no sign of an absent bucket', async () => {
  s3.on(HeadBucketCommand).rejects(answer(503));
  await expect(find()).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
});

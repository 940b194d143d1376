import {
  DescribeKeyCommand,
  KMSClient,
  KMSServiceException,
  ListKeysCommand,
  ListResourceTagsCommand,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { findExistingKey } from '../../cli/existing-key';

const kms = mockClient(KMSClient);
const client = new KMSClient({ region: 'us-east-1' });
const ours = { Tags: [{ TagKey: 'agent-fleet:state-bucket', TagValue: 'acme.state' }] };

beforeEach(() => {
  kms.reset();
  kms.on(DescribeKeyCommand).rejects(new NotFoundException({ message: 'no such alias', $metadata: {} }));
  kms.on(ListKeysCommand).resolves({ Keys: [{ KeyId: 'other' }, { KeyId: 'closed' }] });
  kms.on(ListResourceTagsCommand, { KeyId: 'other' }).resolves({ Tags: [] });
  kms
    .on(ListResourceTagsCommand, { KeyId: 'closed' })
    .rejects(new KMSServiceException({ name: 'AccessDeniedException', $fault: 'client', $metadata: {} }));
});

afterAll(() => client.destroy());

function find() {
  return findExistingKey({ kms: client, bucket: 'acme.state', signal: new AbortController().signal });
}

function aliasLeadsTo(KeyId: string, KeyState: 'Enabled' | 'PendingDeletion') {
  kms.on(DescribeKeyCommand, { KeyId: 'alias/acme-state' }).resolves({ KeyMetadata: { KeyId, KeyState } });
}

test('in an account without it there is no key, closed keys of others notwithstanding', async () => {
  expect(await find()).toEqual({ keyId: undefined, alias: false });
});

test('a key that a killed bootstrap made, but gave no alias, is found by its tag', async () => {
  kms.on(ListKeysCommand).resolves({ Keys: [{ KeyId: 'other' }, { KeyId: 'orphan' }] });
  kms.on(ListResourceTagsCommand, { KeyId: 'orphan' }).resolves(ours);
  kms.on(DescribeKeyCommand, { KeyId: 'orphan' }).resolves({ KeyMetadata: { KeyId: 'orphan', KeyState: 'Enabled' } });
  expect(await find()).toEqual({ keyId: 'orphan', alias: false });
});

test('an orphan that is about to be deleted is left alone', async () => {
  kms.on(ListKeysCommand).resolves({ Keys: [{ KeyId: 'orphan' }] });
  kms.on(ListResourceTagsCommand, { KeyId: 'orphan' }).resolves(ours);
  kms
    .on(DescribeKeyCommand, { KeyId: 'orphan' })
    .resolves({ KeyMetadata: { KeyId: 'orphan', KeyState: 'PendingDeletion' } });
  expect(await find()).toEqual({ keyId: undefined, alias: false });
});

test('key and alias of an earlier run are found', async () => {
  aliasLeadsTo('key-1', 'Enabled');
  kms.on(ListResourceTagsCommand, { KeyId: 'key-1' }).resolves(ours);
  expect(await find()).toEqual({ keyId: 'key-1', alias: true });
});

test('an alias of a key that somebody made is not taken over; it is said how to use that key', async () => {
  aliasLeadsTo('other', 'Enabled');
  await expect(find()).rejects.toThrow('to use that key, set state.kmsKey: alias/acme-state');
});

test('an alias of a key that is about to be deleted is an error', async () => {
  aliasLeadsTo('key-1', 'PendingDeletion');
  await expect(find()).rejects.toThrow('alias/acme-state is the alias of key key-1, which is about to be deleted');
});

import { Testing } from 'cdktf';
import { z } from 'zod';
import type { State } from '../../config/fleet';
import { type ExistingState, StateStack } from '../../stacks/state-stack';

const nothing: ExistingState = { bucket: false, lifecycle: false, keyId: undefined, alias: false, stateObject: false };
const block = z.record(z.string(), z.unknown());
const template = z.object({
  terraform: z.object({ backend: z.record(z.string(), block) }),
  provider: z.object({ aws: z.array(block) }),
  resource: z.record(z.string(), z.unknown()),
  data: z.record(z.string(), z.unknown()).default({}),
  import: z.array(z.object({ to: z.string(), id: z.string() })).default([]),
});

function synthesize(state: Partial<State> = {}, existing: Partial<ExistingState> = {}) {
  const stack = new StateStack(Testing.app(), 'state-bucket', {
    state: { bucket: 'acme.state', prefix: '', ...state },
    region: 'eu-west-1',
    existing: { ...nothing, ...existing },
  });
  return template.parse(JSON.parse(Testing.synth(stack)));
}

test('before the bucket exists its state is a local file', () => {
  expect(synthesize().terraform.backend).toEqual({ local: { path: 'state-bucket.tfstate' } });
});

test('from then on its state is in the bucket, encrypted and locked', () => {
  const { backend } = synthesize({}, { bucket: true, stateObject: true }).terraform;
  expect(backend).toEqual({
    s3: {
      bucket: 'acme.state',
      key: 'agent-fleet/state-bucket.tfstate',
      region: 'eu-west-1',
      encrypt: true,
      kms_key_id: 'alias/acme-state',
      use_lockfile: true,
    },
  });
});

test('two fleets that share a bucket find one and the same state of it', () => {
  const [one, other] = ['a/', 'b/'].map((prefix) => synthesize({ prefix }, { stateObject: true }).terraform.backend);
  expect(one).toEqual(other);
});

test('what a killed bootstrap left is imported', () => {
  const { import: imports } = synthesize({}, { bucket: true, lifecycle: true, keyId: 'key-1', alias: true });
  expect(imports.map(({ id }) => id).sort()).toEqual(['acme.state', 'acme.state', 'alias/acme-state', 'key-1']);
});

test('what the state knows is not imported again', () => {
  expect(synthesize({}, { bucket: true, lifecycle: true, keyId: 'key-1', stateObject: true }).import).toEqual([]);
});

test('with a key of your own no key is made', () => {
  const { resource, data } = synthesize({ kmsKey: 'alias/ci' });
  expect(Object.keys(resource)).not.toContain('aws_kms_key');
  expect(data).toMatchObject({ aws_kms_key: { key: { key_id: 'alias/ci' } } });
});

test('bucket and key carry the tag by which a later bootstrap knows them', () => {
  expect(synthesize().provider.aws).toMatchObject([
    { region: 'eu-west-1', default_tags: [{ tags: { 'agent-fleet:state-bucket': 'acme.state' } }] },
  ]);
});

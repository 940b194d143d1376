import { synthAgentStack } from '../synth-agent-stack';

function backend(state: string) {
  return synthAgentStack('', `region: us-east-1\n${state}`).terraform['backend'];
}

test('each stack has a key of its own in the bucket, and a lock beside it', () => {
  expect(backend('state: { bucket: acme-state, region: eu-west-1, prefix: fleets/ }')).toMatchObject({
    s3: { bucket: 'acme-state', key: 'fleets/acme/s1-linux.tfstate', region: 'eu-west-1', use_lockfile: true },
  });
});

test.each([
  ['', 'alias/acme-state'],
  [', kmsKey: alias/ci', 'alias/ci'],
  [', kmsKey: 0a1b2c3d-0000-4000-8000-000000000000', '0a1b2c3d-0000-4000-8000-000000000000'],
])('the state is encrypted with the key of the settings, or that of fleet bootstrap: "%s"', (kmsKey, expected) => {
  expect(backend(`state: { bucket: acme-state${kmsKey} }`)).toMatchObject({
    s3: { encrypt: true, kms_key_id: expected },
  });
});

test('without a bucket state stays in a file of the working directory, by a path that is the same on each machine', () => {
  expect(backend('')).toEqual({ local: { path: '../../../terraform.acme.s1-linux.tfstate' } });
});

import type { InstanceFacts } from '../../local/instance/instance-facts';
import { MetadataService } from '../../local/instance/metadata-service';
import { assignedName } from '../../local/semaphore/agent-name';
import { trustingSts } from '../../local/semaphore/sts-look-up';
import { callerIdentityUrl } from '../../supervisor/caller-identity-url';
import { InstanceMetadata } from '../../supervisor/instance-metadata';

const facts: InstanceFacts = {
  instanceId: 'i-0123456789abcdef0',
  instanceType: 't3.micro',
  imageId: 'ami-1',
  accountId: '123456789012',
  region: 'eu-west-1',
  availabilityZone: 'eu-west-1b',
  privateIp: '10.0.0.7',
  privateDnsName: 'ip-10-0-0-7.ec2.internal',
  roleName: 'acme-s1-instance',
  tags: {},
  tagsInMetadata: false,
  spot: false,
  userData: '',
};
const services: MetadataService[] = [];
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
});

async function instance(more: Partial<InstanceFacts> = {}, now?: () => number) {
  const service = await MetadataService.start({ ...facts, ...more }, now);
  services.push(service);
  return { service, metadata: new InstanceMetadata(service.url) };
}

test('a session that has run out is replaced by a new one', async () => {
  let now = 0;
  const { metadata } = await instance({}, () => now);
  expect(await metadata.identity()).toEqual({ instanceId: facts.instanceId, region: 'eu-west-1' });
  now += 21_600_000;
  expect(await metadata.identity()).toMatchObject({ instanceId: facts.instanceId });
});

test.each([
  ['InService', 'InService'],
  ['Terminated', 'Terminated'],
  ['Warmed:Stopped', 'Warmed'],
  ['Standby', undefined],
])('target lifecycle state %s is read as %s', async (written, read) => {
  const { service, metadata } = await instance();
  service.update({ targetLifecycleState: written, spotInterruptionAt: null, rebalanceRecommendedAt: null });
  expect(await metadata.targetState()).toBe(read);
});

test('Semaphore finds the instance behind the name that its role signs', async () => {
  const { metadata } = await instance();
  const name = callerIdentityUrl(await metadata.credentials(), new Date());
  const naming = { origin: 'aws-sts', account: facts.accountId, rolePatterns: ['acme-*'] } as const;
  const assigned = await assignedName(name, naming, trustingSts(facts.accountId, 'acme-s1-instance'));
  expect(assigned).toBe(facts.instanceId);
});

test('a name is signed as AWS signs', () => {
  // As botocore 1.x computes it for the same request.
  const signature = '2d20ad8a370aa8b6fc8d9d7e4a0f981c47ccbbd61687b2003d2156c3083bc7f1';
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token+/=' };
  const url = new URL(callerIdentityUrl(credentials, new Date('2026-11-21T10:00:00.000Z')));
  expect(url.host).toBe('sts.amazonaws.com');
  expect(url.searchParams.get('X-Amz-Date')).toBe('20261121T100000Z');
  expect(url.searchParams.get('X-Amz-Security-Token')).toBe('token+/=');
  expect(url.searchParams.get('X-Amz-Signature')).toBe(signature);
});

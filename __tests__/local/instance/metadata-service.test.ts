import type { InstanceFacts } from '../../../local/instance/instance-facts';
import { MetadataService } from '../../../local/instance/metadata-service';

const facts: InstanceFacts = {
  instanceId: 'i-0123456789abcdef0',
  instanceType: 'c7g.large',
  imageId: 'ami-1',
  accountId: '123456789012',
  region: 'eu-west-1',
  availabilityZone: 'eu-west-1b',
  privateIp: '10.0.0.7',
  privateDnsName: 'ip-10-0-0-7.ec2.internal',
  roleName: 'acme-s1-instance',
  tags: { Name: 'acme-s1', team: 'platform' },
  tagsInMetadata: true,
  spot: true,
  userData: '#!/bin/sh\nAGENT_FLEET_CONFIG=/agent-fleet/acme-s1/config\n',
};
const nothing = { targetLifecycleState: null, spotInterruptionAt: null, rebalanceRecommendedAt: null };

const ttlHeader = 'X-aws-ec2-metadata-token-ttl-seconds';
let now = Date.parse('2026-11-21T10:00:00Z');
let service: MetadataService;

beforeEach(async () => {
  service = await MetadataService.start(facts, () => now);
});
afterEach(() => service.stop());

function newToken(headers: Record<string, string> = { [ttlHeader]: '60' }): Promise<Response> {
  return fetch(`${service.url}/latest/api/token`, { method: 'PUT', headers });
}

async function get(path: string, token?: string): Promise<Response> {
  const used = token ?? (await (await newToken()).text());
  return fetch(`${service.url}/latest/${path}`, { headers: { 'X-aws-ec2-metadata-token': used } });
}

async function read(path: string): Promise<string> {
  const response = await get(path);
  return response.ok ? response.text() : String(response.status);
}

test('nothing is told without a token', async () => {
  const response = await fetch(`${service.url}/latest/meta-data/instance-id`);
  expect([response.status, await response.text()]).toEqual([401, '']);
});

test('a token that was never issued is refused', async () => {
  expect((await get('meta-data/instance-id', 'made-up')).status).toBe(401);
});

test('a token is refused once its time is up', async () => {
  const token = await (await newToken()).text();
  now += 59_000;
  expect((await get('meta-data/instance-id', token)).status).toBe(200);
  now += 1_000;
  expect((await get('meta-data/instance-id', token)).status).toBe(401);
});

test.each(['', '0', '21601', 'soon'])('a token for %p seconds is refused', async (seconds) => {
  expect((await newToken({ [ttlHeader]: seconds })).status).toBe(400);
});

test('a token without a time to live is refused', async () => {
  expect((await newToken({})).status).toBe(400);
});

test('a token is only given for PUT', async () => {
  expect((await fetch(`${service.url}/latest/api/token`)).status).toBe(405);
});

test('a request that came through a proxy gets no token', async () => {
  expect((await newToken({ [ttlHeader]: '60', 'X-Forwarded-For': '10.0.0.9' })).status).toBe(403);
});

test.each([
  ['meta-data/instance-id', 'i-0123456789abcdef0'],
  ['meta-data/instance-type', 'c7g.large'],
  ['meta-data/ami-id', 'ami-1'],
  ['meta-data/local-hostname', 'ip-10-0-0-7.ec2.internal'],
  ['meta-data/local-ipv4', '10.0.0.7'],
  ['meta-data/instance-life-cycle', 'spot'],
  ['meta-data/placement/availability-zone', 'eu-west-1b'],
  ['meta-data/placement/region', 'eu-west-1'],
  ['meta-data/placement/', 'availability-zone\nregion'],
  ['meta-data/tags/instance', 'Name\nteam'],
  ['meta-data/tags/instance/team', 'platform'],
  ['meta-data/iam/security-credentials/', 'acme-s1-instance'],
  ['meta-data/no-such-thing', '404'],
  ['user-data', facts.userData],
])('%s is %j', async (path, text) => {
  expect(await read(path)).toBe(text);
});

test('the folders of the metadata are listed with a slash', async () => {
  const lines = (await read('meta-data/')).split('\n');
  expect(lines).toEqual(expect.arrayContaining(['ami-id', 'iam/', 'placement/', 'tags/']));
});

test('the role has credentials that an AWS SDK takes', async () => {
  const credentials = JSON.parse(await read('meta-data/iam/security-credentials/acme-s1-instance'));
  expect(credentials).toMatchObject({ Code: 'Success', Type: 'AWS-HMAC', AccessKeyId: expect.any(String) });
  expect(Date.parse(credentials.Expiration)).toBeGreaterThan(now);
});

test('the identity document names account, region and instance', async () => {
  const document = JSON.parse(await read('dynamic/instance-identity/document'));
  expect(document).toMatchObject({ accountId: '123456789012', region: 'eu-west-1', instanceId: facts.instanceId });
});

test('there is no Spot or rebalance notice until one is given', async () => {
  const paths = ['spot/instance-action', 'spot/termination-time', 'events/recommendations/rebalance'];
  const before = await Promise.all(paths.map((path) => read(`meta-data/${path}`)));
  expect(before).toEqual(['404', '404', '404']);
  const [at, recommended] = ['2026-11-21T10:02:00Z', '2026-11-21T09:59:00Z'];
  service.update({ ...nothing, spotInterruptionAt: at, rebalanceRecommendedAt: recommended });
  const after = await Promise.all(paths.map((path) => read(`meta-data/${path}`)));
  const [action, time, recommendation] = after;
  expect(JSON.parse(action ?? '')).toEqual({ action: 'terminate', time: at });
  expect(time).toBe(at);
  expect(JSON.parse(recommendation ?? '')).toEqual({ noticeTime: recommended });
});

test('the target lifecycle state follows the group', async () => {
  expect(await read('meta-data/autoscaling/target-lifecycle-state')).toBe('404');
  service.update({ ...nothing, targetLifecycleState: 'Terminated' });
  expect(await read('meta-data/autoscaling/target-lifecycle-state')).toBe('Terminated');
});

test('tags stay hidden unless the launch template shows them', async () => {
  const other = await MetadataService.start({ ...facts, tagsInMetadata: false }, () => now);
  const headers = { [ttlHeader]: '60' };
  const token = await (await fetch(`${other.url}/latest/api/token`, { method: 'PUT', headers })).text();
  const response = await fetch(`${other.url}/latest/meta-data/tags/instance/Name`, {
    headers: { 'X-aws-ec2-metadata-token': token },
  });
  await other.stop();
  expect(response.status).toBe(404);
});

test('it can be made to refuse every token, for as many requests as wanted', async () => {
  service.fail({ kind: 'unauthorized', requests: 3 });
  const token = await (await newToken()).text();
  expect((await get('meta-data/instance-id', token)).status).toBe(401);
  expect((await get('meta-data/instance-id', token)).status).toBe(401);
  expect((await get('meta-data/instance-id', token)).status).toBe(200);
});

test('it can be made to answer late, or not at all', async () => {
  service.fail({ kind: 'away' });
  await expect(newToken()).rejects.toThrow('fetch failed');
  service.fail({ kind: 'slow', delayMs: 30 });
  const started = performance.now();
  expect((await newToken()).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThan(25);
  service.fail();
});

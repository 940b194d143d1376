import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFleet } from '../../config/load-fleet';
import { agentTypeOf, problemsOf } from './agent-aws-stack/stack-configuration';

/** A sound file of one agent type with these settings. */
function fleet(settings: string): string {
  const token = /token:/.test(settings) ? '' : 'token: { parameter: /a }, ';
  return `{ name: acme, region: us-east-1, semaphore: { organization: acme }, agentTypes: { s1-a: { ${token}${settings} } } }`;
}

// What people who use agent-aws-stack run into, and would not here.

test('true turns a setting on and false turns it off, in YAML and in the JSON file', () => {
  expect(parseFleet(fleet('agent: { disconnectAfterJob: false }')).fleet.agentTypes[0]?.agent.disconnectAfterJob).toBe(
    false,
  );
  expect(parseFleet(fleet('network: { ipv6: true }')).fleet.agentTypes[0]?.network.ipv6).toBe(true);
  expect(agentTypeOf({ SEMAPHORE_AGENT_USE_DYNAMIC_SCALING: true }).size.scaling).toBe('jobs');
});

test('a number with letters behind it is refused, not cut off', () => {
  expect(() => parseFleet(fleet('size: { max: 5abc }'))).toThrow(
    'size.max is "5abc"; must be a whole number from 0 to 1000',
  );
  expect(problemsOf({ SEMAPHORE_AGENT_ASG_MAX_SIZE: '5abc' })).toHaveLength(1);
});

test('a tag without a colon is refused with its text, and a value with colons is whole', () => {
  expect(problemsOf({ SEMAPHORE_AGENT_TAGS: 'team' })).toEqual([expect.stringContaining('"team" is none')]);
  expect(agentTypeOf({ SEMAPHORE_AGENT_TAGS: 'url:http://a:80' }).tags).toEqual({ url: 'http://a:80' });
});

test('a name that is too long for AWS is refused before anything is deployed', () => {
  expect(() => parseFleet(fleet(`resourcePrefix: ${'a'.repeat(53)}`))).toThrow('must be a name of 2 to 52 letters');
});

test.each([
  ['subnets without a VPC', 'network: { subnets: [subnet-12345678] }'],
  [
    'subnets beside zones',
    'network: { vpc: vpc-12345678, subnets: [subnet-12345678], availabilityZones: [us-east-1a] }',
  ],
  ['throughput on a volume that has none', 'disk: { type: gp2, throughput: 250 }'],
  ['IOPS on a volume that has none', 'disk: { type: gp2, iops: 3000 }'],
  [
    'instance types with a strategy of Spot on macOS',
    'image: { os: macos, arch: arm64 }, instances: { spotStrategy: lowest-price }',
  ],
  [
    'an SSH range for a security group that is not ours',
    'network: { securityGroup: sg-12345678, ssh: { keyName: a, cidr: 10.0.0.0/8 } }',
  ],
])('%s is an error, not silently without effect', (_, settings) => {
  expect(() => parseFleet(fleet(settings))).toThrow('must be left out');
});

test('loading a fleet needs no network, no cache file and no shell', () => {
  const sources = readdirSync(join(__dirname, '..', '..', 'config'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(__dirname, '..', '..', 'config', name), 'utf8'))
    .join('\n');
  expect(sources.match(/from 'node:[a-z/]+'/g)?.filter((name) => !/node:(?:fs|net|path)'/.test(name)) ?? []).toEqual(
    [],
  );
  expect(sources).not.toMatch(/fetch\(|writeFile|createConnection|createServer/);
});

test('an unknown operating system is refused, not handed to a shell', () => {
  expect(() => parseFleet(fleet('image: { os: "ubuntu; rm -rf /" }'))).toThrow(
    'image.os is "ubuntu; rm -rf /"; must be one of ubuntu-focal, ubuntu-jammy, ubuntu-noble, windows, macos',
  );
});

test('an image and an instance type of different architectures are refused', () => {
  expect(() =>
    parseFleet(fleet('image: { ami: ami-12345678, arch: arm64 }, instances: { types: [c6i.large] }')),
  ).toThrow('must be an arm64 type like the image (image.arch); this one is x86_64');
});

test('an image found by name can say whose it has to be', () => {
  const [agentType] = parseFleet(fleet('image: { name: ci-*, owner: "123456789012" }')).fleet.agentTypes;
  expect(agentType?.image).toMatchObject({ name: 'ci-*', owner: '123456789012' });
});

test.each(['/agents/linux/token', 'linux-token', '/token'])('the token may be in the parameter %s', (parameter) => {
  expect(parseFleet(fleet(`token: { parameter: ${parameter} }`)).fleet.agentTypes[0]?.token.parameter).toBe(parameter);
});

test.each([
  '01234567-89ab-4def-8123-456789abcdef',
  'mrk-0123456789abcdef0123456789abcdef',
  'alias/ci',
  'arn:aws:kms:us-east-1:123456789012:key/01234567-89ab-4def-8123-456789abcdef',
  'arn:aws:kms:us-east-1:123456789012:alias/ci',
])('the token may be encrypted with the key %s', (kmsKey) => {
  expect(parseFleet(fleet(`token: { parameter: /a, kmsKey: "${kmsKey}" }`)).fleet.agentTypes[0]?.token.kmsKey).toBe(
    kmsKey,
  );
});

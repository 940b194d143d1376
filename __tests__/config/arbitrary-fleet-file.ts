import fc from 'fast-check';

/** Settings of an agent type, or of the whole file, as plain data. */
type Settings = Record<string, unknown>;

const linux = ['ubuntu-jammy', 'ubuntu-noble'] as const;
const types = {
  x86_64: ['t3.small', 'c6i.large', 'm6a.xlarge', 'c5.metal', 'm7i-flex.large'],
  arm64: ['t4g.small', 'c7g.large', 'm7gd.xlarge', 'a1.large', 'c7gn.metal'],
} as const;
const hex = fc.stringMatching(/^[0-9a-f]{17}$/);
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const kmsKey = fc.oneof(
  word.map((name) => `alias/${name}`),
  fc.uuid({ version: 4 }),
);
const id = (prefix: string) => hex.map((digits) => `${prefix}-${digits}`);

/** Leaves out what is undefined, as people do. */
function compact(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** Each of the settings, or not. */
function some(settings: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Settings> {
  return fc.record(settings, { requiredKeys: [] }).map((record) => ({ ...record }));
}

const duration = (least: number, most: number, unit: string) =>
  fc.integer({ min: least, max: most }).map((count) => `${count}${unit}`);

const dynamicSize = fc
  .record({
    min: fc.nat(10),
    more: fc.integer({ min: 1, max: 10 }),
    spare: fc.oneof(
      fc.constant({}),
      fc.integer({ min: 1, max: 50 }).map((number) => ({ headroom: { number } })),
      fc.integer({ min: 1, max: 50 }).map((percent) => ({ headroom: { percent } })),
      fc.nat(99).map((share) => ({ readyFor: `${share}%` })),
    ),
  })
  .chain(({ min, more, spare }) =>
    some({ desired: fc.integer({ min, max: min + more }), maxLifetime: duration(1, 365, 'd') }).map((others) => ({
      min,
      max: min + more,
      ...spare,
      ...others,
    })),
  );

const staticSize = fc.integer({ min: 1, max: 10 }).map((count) => ({ scaling: 'static', min: count, max: count }));

const purchase = fc.oneof(
  fc.constant({}),
  fc.record({
    onDemandBase: fc.constant(0),
    onDemandPercentAboveBase: fc.nat(99),
    spotStrategy: fc.constantFrom('lowest-price', 'capacity-optimized', 'price-capacity-optimized'),
    capacityRebalance: fc.boolean(),
  }),
);

function instances(arch: 'x86_64' | 'arm64'): fc.Arbitrary<Settings> {
  const listed = fc.tuple(fc.uniqueArray(fc.constantFrom(...types[arch]), { minLength: 1 }), purchase);
  const pooled = fc.tuple(fc.constantFrom(...types[arch]), fc.constantFrom('stopped', 'running'));
  const requirements = fc.record({
    vcpuCount: fc.record({ min: fc.integer({ min: 1, max: 4 }) }),
    memoryMib: fc.record({ min: fc.constant(2048) }),
  });
  return fc.oneof(
    listed.map(([names, bought]) => ({ types: names, ...bought })),
    pooled.map(([type, state]) => ({ types: [type], warmPool: { min: 0, state } })),
    fc.tuple(requirements, purchase).map(([required, bought]) => ({ requirements: required, ...bought })),
  );
}

const agent = fc.oneof(
  some({
    idleTimeout: fc.oneof(fc.constant('never'), duration(1, 60, 'm')),
    preSignedName: fc.boolean(),
    bootLimit: duration(30, 7200, 's'),
  }),
  some({
    perInstance: fc.integer({ min: 1, max: 8 }),
    uploadJobLogs: fc.constantFrom('never', 'always'),
    drainLimit: duration(1, 48, 'h'),
  }).map((settings) => ({ ...settings, disconnectAfterJob: false })),
  fc
    .dictionary(fc.stringMatching(/^[A-Z][A-Z_]{0,5}[A-Z]$/), fc.stringMatching(/^[ -<>-~]{0,20}$/), {
      maxKeys: 3,
      noNullPrototype: true,
    })
    .map((env) => ({ env: escaped(env) })),
);

/** Text that may hold `${`, written so that it stays. */
function escaped(env: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, value.replaceAll('${', () => '$${')]));
}

const network = fc.oneof(
  some({
    ipv6: fc.boolean(),
    ssh: fc.record({ keyName: word, cidr: fc.constantFrom('10.0.0.0/8', '203.0.113.7/32') }),
  }),
  some({ securityGroup: id('sg'), ssh: fc.record({ keyName: word }) }),
  fc
    .tuple(id('vpc'), fc.uniqueArray(id('subnet'), { minLength: 1, maxLength: 3 }))
    .map(([vpc, subnets]) => ({ vpc, subnets })),
);

const disk = fc.oneof(
  some({ size: fc.integer({ min: 8, max: 2000 }).map((gib) => `${gib}GiB`), kmsKey }),
  fc
    .integer({ min: 8, max: 100 })
    .map((gib) => ({ type: 'gp3', size: `${gib}GiB`, iops: 3500, throughput: 500, initializationRate: 200 })),
  fc.integer({ min: 10, max: 100 }).map((gib) => ({ type: 'io2', size: `${gib}GiB`, iops: gib * 100 })),
  fc.constantFrom({ type: 'gp2' }, { type: 'standard', size: '100GiB' }),
);

const tags = fc.dictionary(fc.stringMatching(/^t[a-z:]{1,8}$/), fc.stringMatching(/^[A-Za-z0-9 _.:/=+@-]{0,12}$/), {
  maxKeys: 3,
  noNullPrototype: true,
});

const common = {
  cache: fc.oneof(
    word.map((name) => ({ bucket: `cache-${name}` })),
    fc.constant({ create: true }),
    fc.constant({ create: true, expireAfter: '7d' }),
  ),
  knownHosts: fc.uniqueArray(fc.constantFrom('github', 'bitbucket', 'gitlab'), { minLength: 1 }),
  managedPolicies: fc.uniqueArray(word, { maxLength: 3 }),
  roles: fc.constantFrom({ path: '/ci/' }, { permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' }),
  logs: fc.constantFrom({ retentionDays: 1 }, { retentionDays: 365 }),
  tags,
  disk,
};

const image = fc.oneof(
  fc.constant({}),
  id('ami').map((ami) => ({ ami })),
  fc.constant({ ssmParameter: '/aws/service/ami' }),
  fc.record({ name: fc.constant('ci-*'), owner: fc.constantFrom('self', 'amazon') }),
);

const linuxAgentType = fc.constantFrom('x86_64' as const, 'arm64' as const).chain((arch) =>
  fc
    .tuple(
      fc.constantFrom(...linux),
      image,
      instances(arch),
      fc.oneof(dynamicSize, staticSize),
      some({ ...common, agent, network }),
    )
    .map(([os, source, bought, size, others]) => {
      // The On-Demand share means something only where an instance may be above the base.
      return { image: { os, arch, ...source }, instances: bought, size, ...others };
    }),
);

const windowsAgentType = fc
  .tuple(dynamicSize, some(common))
  .map(([size, others]) => ({ image: { os: 'windows' }, instances: { types: ['m6i.large'] }, size, ...others }));

const macAgentType = fc
  .tuple(some(common), fc.boolean(), fc.uniqueArray(id('h'), { minLength: 1, maxLength: 2 }))
  .map(([others, autoRelease, hosts]) => ({
    image: { os: 'macos', arch: 'arm64' },
    mac: {
      licenseConfiguration: `arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-${'a'.repeat(32)}`,
      hostFamilies: ['mac2', 'mac2-m2'],
      hosts,
      autoRelease,
    },
    size: { min: 0, max: hosts.length },
    ...others,
  }));

const agentType = fc.oneof(
  { arbitrary: linuxAgentType, weight: 6 },
  { arbitrary: windowsAgentType, weight: 1 },
  { arbitrary: macAgentType, weight: 1 },
);

/**
 * Fleet files that `loadFleet` accepts, as plain data: write them as JSON, which is YAML too. Every setting appears, in
 * combinations that make sense together.
 */
export const arbitraryFleetFile: fc.Arbitrary<Settings> = fc
  .record({
    agentTypes: fc.array(agentType, { minLength: 1, maxLength: 3 }),
    fleetTags: fc.option(tags, { nil: undefined }),
    state: fc.option(fc.record({ bucket: word.map((name) => `state-${name}`), prefix: fc.constantFrom('', 'ci/') }), {
      nil: undefined,
    }),
    semaphore: fc.oneof(
      word.map((organization) => ({ organization })),
      fc.constantFrom({ endpoint: 'ci.example.com' }, { endpoint: 'http://127.0.0.1:4567' }),
    ),
    defaults: fc.option(some({ logs: common.logs, roles: common.roles, knownHosts: common.knownHosts }), {
      nil: undefined,
    }),
    kmsKey: fc.option(kmsKey, { nil: undefined }),
  })
  .map(({ agentTypes, fleetTags, state, semaphore, defaults, kmsKey: key }) =>
    compact({
      name: 'acme',
      region: 'us-east-1',
      semaphore,
      state,
      tags: fleetTags,
      defaults,
      agentTypes: Object.fromEntries(
        agentTypes.map((settings, index) => {
          const token = compact({ parameter: `/agents/${index}/token`, kmsKey: key });
          return [`s1-type-${index}`, { token, ...settings }];
        }),
      ),
    }),
  );

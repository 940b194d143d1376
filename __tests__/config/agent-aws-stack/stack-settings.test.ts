import { agentTypeOf, fleetOf, imported, printedAgentType, problemsOf, remarksOn } from './stack-configuration';

describe('names', () => {
  test('resources and metrics keep the name of the stack', () => {
    const fleet = fleetOf({});
    expect(fleet.name).toBe('ci-stack');
    expect(fleet.agentTypes[0]).toMatchObject({ name: 's1-ci-stack', resourcePrefix: 'ci-stack' });
  });

  test('a stack named like its agent type keeps that name', () => {
    expect(agentTypeOf({ SEMAPHORE_AGENT_STACK_NAME: 's1-linux' }).name).toBe('s1-linux');
  });

  test('the endpoint beats the organization', () => {
    const both = { SEMAPHORE_ENDPOINT: 'ci.example.com', SEMAPHORE_ORGANIZATION: 'acme' };
    expect(fleetOf(both).endpoint.host).toBe('ci.example.com');
    expect(fleetOf({ ...both, SEMAPHORE_ENDPOINT: '' }).endpoint.host).toBe('acme.semaphoreci.com');
  });

  test('the region is that of the environment, and agent-aws-stack variables go first', () => {
    expect(fleetOf({}).region).toBe('us-east-1');
  });
});

describe('every key has its setting', () => {
  test.each([
    ['SEMAPHORE_AGENT_INSTANCE_TYPE', 'm6i.large', { instances: { types: ['m6i.large'] } }],
    ['SEMAPHORE_AGENT_ASG_MAX_SIZE', '7', { size: { max: 7 } }],
    ['SEMAPHORE_AGENT_ASG_MIN_SIZE', '1', { size: { min: 1 } }],
    ['SEMAPHORE_AGENT_ASG_DESIRED', '1', { size: { desired: 1 } }],
    [
      'SEMAPHORE_AGENT_ASG_METRICS',
      'GroupMinSize, GroupMaxSize,',
      { size: { metrics: ['GroupMinSize', 'GroupMaxSize'] } },
    ],
    ['SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME', '604800', { size: { maxLifetime: { seconds: 604_800 } } }],
    [
      'SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME',
      '0',
      { size: expect.not.objectContaining({ maxLifetime: expect.anything() }) },
    ],
    ['SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB', 'false', { agent: { disconnectAfterJob: false } }],
    ['SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT', '600', { agent: { idleTimeout: { seconds: 600 } } }],
    ['SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT', '0', { agent: { idleTimeout: { seconds: 0 } } }],
    ['SEMAPHORE_AGENT_OS', 'ubuntu-jammy', { image: { os: 'ubuntu-jammy' } }],
    ['SEMAPHORE_AGENT_SECURITY_GROUP_ID', 'sg-12345678', { network: { securityGroup: 'sg-12345678' } }],
    ['SEMAPHORE_AGENT_KEY_NAME', 'ci', { network: { ssh: { keyName: 'ci' } } }],
    ['SEMAPHORE_AGENT_CACHE_BUCKET_NAME', 'acme-cache', { cache: { bucket: 'acme-cache' } }],
    [
      'SEMAPHORE_AGENT_TOKEN_KMS_KEY',
      '01234567-89ab-4def-8123-456789abcdef',
      { token: { kmsKey: '01234567-89ab-4def-8123-456789abcdef' } },
    ],
    ['SEMAPHORE_AGENT_AMI', 'ami-12345678', { image: { ami: 'ami-12345678' } }],
    ['SEMAPHORE_AGENT_MANAGED_POLICY_NAMES', 'one,path/two', { managedPolicies: ['one', 'path/two'] }],
    ['SEMAPHORE_AGENT_VOLUME_NAME', '/dev/sda1', { disk: { device: '/dev/sda1', type: 'gp2', size: { gib: 64 } } }],
    ['SEMAPHORE_AGENT_TAGS', 'team:platform, cost:ci', { tags: { team: 'platform', cost: 'ci' } }],
    ['SEMAPHORE_AGENT_AZS', 'us-east-1a,us-east-1b', { network: { availabilityZones: ['us-east-1a', 'us-east-1b'] } }],
    ['SEMAPHORE_AGENT_USE_PRE_SIGNED_URL', 'true', { agent: { preSignedName: true } }],
    ['SEMAPHORE_AGENT_USE_IPV6', 'true', { network: { ipv6: true } }],
    ['SEMAPHORE_AGENT_ASG_NEW_INSTANCES_PROTECTED_FROM_SCALE_IN', 'true', { size: { protectFromScaleIn: true } }],
  ])('%s=%s', (key, value, expected) => {
    expect(agentTypeOf({ [key]: value })).toMatchObject(expected);
  });

  test('an On-Demand strategy is kept where there are types to choose from, and left out where there is one', () => {
    const strategy = { SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY: 'lowest-price' };
    const types = [{ instanceType: 'c6i.large' }, { instanceType: 'm6i.large' }];
    const overrides = { SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON: JSON.stringify(types) };
    expect(agentTypeOf({ ...strategy, ...overrides }).instances.onDemandStrategy).toBe('lowest-price');
    expect(agentTypeOf(strategy).instances.onDemandStrategy).toBeUndefined();
  });

  test('a VPC comes with its subnets and its scaler', () => {
    const configuration = {
      SEMAPHORE_AGENT_VPC_ID: 'vpc-12345678',
      SEMAPHORE_AGENT_SUBNETS: 'subnet-12345678, subnet-87654321',
      SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET: 'true',
    };
    const network = { vpc: 'vpc-12345678', subnets: ['subnet-12345678', 'subnet-87654321'], allowPublicSubnets: true };
    expect(agentTypeOf(configuration).network).toMatchObject(network);
  });

  test('Spot comes with its mix', () => {
    const configuration = {
      SEMAPHORE_AGENT_ASG_MAX_SIZE: '9',
      SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY: '2',
      SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE: '25',
      SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY: 'capacity-optimized',
      SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE: 'true',
    };
    const mix = {
      onDemandBase: 2,
      onDemandPercentAboveBase: 25,
      spotStrategy: 'capacity-optimized',
      capacityRebalance: true,
    };
    expect(agentTypeOf(configuration).instances).toMatchObject(mix);
  });

  test('overprovisioning is headroom', () => {
    const headroom = (strategy: string) =>
      agentTypeOf({
        SEMAPHORE_AGENT_ASG_MAX_SIZE: 9,
        SEMAPHORE_AGENT_OVERPROVISION_STRATEGY: strategy,
        SEMAPHORE_AGENT_OVERPROVISION_FACTOR: '3',
      }).size.headroom;
    expect(headroom('number')).toEqual({ number: 3 });
    expect(headroom('percentage')).toEqual({ percent: 3 });
    expect(headroom('none')).toBeUndefined();
  });

  test('a volume has its type, size, IOPS and throughput', () => {
    const configuration = {
      SEMAPHORE_AGENT_VOLUME_NAME: '/dev/sda1',
      SEMAPHORE_AGENT_VOLUME_TYPE: 'gp3',
      SEMAPHORE_AGENT_VOLUME_SIZE: '100',
      SEMAPHORE_AGENT_VOLUME_IOPS: '4000',
      SEMAPHORE_AGENT_VOLUME_THROUGHPUT: '500',
    };
    expect(agentTypeOf(configuration).disk).toMatchObject({
      type: 'gp3',
      size: { gib: 100 },
      iops: 4000,
      throughput: 500,
    });
  });

  test('macs have their hosts', () => {
    const license = `arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-${'0'.repeat(32)}`;
    const configuration = {
      SEMAPHORE_AGENT_OS: 'macos',
      SEMAPHORE_AGENT_ARCH: 'arm64',
      SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN: license,
      SEMAPHORE_AGENT_MAC_FAMILY: 'mac2,mac2-m2',
      SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS: 'h-12345678',
      SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST: 'false',
      SEMAPHORE_AGENT_AUTO_RELEASE_HOST: 'false',
    };
    expect(agentTypeOf(configuration).mac).toEqual({
      licenseConfiguration: license,
      hostFamilies: ['mac2', 'mac2-m2'],
      hosts: ['h-12345678'],
      autoAllocate: false,
      autoRelease: false,
    });
  });

  test('overrides name the instance type, or what it has to have', () => {
    const overrides = (value: unknown) => ({
      SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON: JSON.stringify(value),
    });
    expect(agentTypeOf(overrides({ instanceType: 'c6i.large' })).instances.types).toEqual(['c6i.large']);
    const requirements = { vCpuCount: { min: 2, max: 4 }, memoryMiB: { min: 4096 }, memoryGiBPerVCpu: { max: 4 } };
    expect(agentTypeOf(overrides({ instanceRequirements: requirements })).instances.requirements).toEqual({
      vcpuCount: { min: 2, max: 4 },
      memoryMib: { min: 4096 },
      memoryGibPerVcpu: { max: 4 },
    });
  });
});

describe('what people meant', () => {
  test('true in the JSON file means true, and false means false, though agent-aws-stack inverts them', () => {
    const key = 'SEMAPHORE_AGENT_USE_DYNAMIC_SCALING';
    expect(agentTypeOf({ [key]: true }).size.scaling).toBe('jobs');
    expect(agentTypeOf({ [key]: false }).size.scaling).toBe('static');
    expect(remarksOn(key, { [key]: true })).toEqual([
      'was true, which agent-aws-stack takes for false; true was meant',
    ]);
    expect(remarksOn(key, { [key]: false })).toEqual([
      'was false, which agent-aws-stack takes for true; false was meant',
    ]);
    expect(remarksOn(key, { [key]: 'true' })).toEqual([]);
  });

  test.each(['yes', 'True', '1', 'on'])('%s means true', (spelling) => {
    const key = 'SEMAPHORE_AGENT_USE_IPV6';
    expect(agentTypeOf({ [key]: spelling }).network.ipv6).toBe(true);
    expect(remarksOn(key, { [key]: spelling })).toEqual([
      `was "${spelling}", which agent-aws-stack takes for false; true was meant`,
    ]);
  });

  test('numbers may be JSON numbers, which agent-aws-stack cannot deploy', () => {
    expect(agentTypeOf({ SEMAPHORE_AGENT_ASG_MAX_SIZE: 12 }).size.max).toBe(12);
  });

  test('empty values, null, 0 and missing keys are defaults', () => {
    const empty = {
      SEMAPHORE_AGENT_AMI: '',
      SEMAPHORE_AGENT_VPC_ID: null,
      SEMAPHORE_AGENT_ASG_METRICS: '',
      SEMAPHORE_AGENT_TAGS: '',
    };
    expect(agentTypeOf(empty)).toEqual(agentTypeOf({}));
  });

  test('a tag keeps all that stands behind its first colon', () => {
    const key = 'SEMAPHORE_AGENT_TAGS';
    expect(agentTypeOf({ [key]: 'url:https://ci.example.com:8443/,a:b' }).tags).toEqual({
      url: 'https://ci.example.com:8443/',
      a: 'b',
    });
    expect(remarksOn(key, { [key]: 'url:https://x' })).toEqual([
      'agent-aws-stack cuts url off at its second colon; here it keeps its whole value',
    ]);
  });

  test('overrides in capital letters count, and weighted capacity is told to have no counterpart', () => {
    const key = 'SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON';
    const overrides = { [key]: '{"InstanceType":"c6i.large","WeightedCapacity":"2"}' };
    expect(agentTypeOf(overrides).instances.types).toEqual(['c6i.large']);
    expect(remarksOn(key, overrides)).toEqual([
      'InstanceType begins with a capital letter, which agent-aws-stack ignores; read as instanceType',
      'WeightedCapacity begins with a capital letter, which agent-aws-stack ignores; read as weightedCapacity',
      'weightedCapacity has no counterpart: every instance counts one, whatever its size',
    ]);
  });

  test('a list of overrides is meant as several instance types', () => {
    const key = 'SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON';
    const overrides = { [key]: '[{"instanceType":"c6i.large"},{"instanceType":"m6i.large"}]' };
    expect(agentTypeOf(overrides).instances.types).toEqual(['c6i.large', 'm6i.large']);
  });

  test('the default key by its alias needs no setting', () => {
    expect(agentTypeOf({ SEMAPHORE_AGENT_TOKEN_KMS_KEY: 'alias/aws/ssm' }).token).toEqual({ parameter: 'ci-token' });
  });

  test('an image and an instance type of arm64 agree, though the architecture was never set', () => {
    const configuration = { SEMAPHORE_AGENT_AMI: 'ami-12345678', SEMAPHORE_AGENT_INSTANCE_TYPE: 'c7g.large' };
    expect(agentTypeOf(configuration).image.arch).toBe('arm64');
  });
});

describe('what has no effect there is left out, and said', () => {
  test.each([
    ['SEMAPHORE_AGENT_SUBNETS', { SEMAPHORE_AGENT_SUBNETS: 'subnet-12345678' }],
    ['SEMAPHORE_AGENT_VOLUME_SIZE', { SEMAPHORE_AGENT_VOLUME_SIZE: '100' }],
    [
      'SEMAPHORE_AGENT_VOLUME_THROUGHPUT',
      { SEMAPHORE_AGENT_VOLUME_NAME: '/dev/sda1', SEMAPHORE_AGENT_VOLUME_THROUGHPUT: '200' },
    ],
    ['SEMAPHORE_AGENT_VOLUME_IOPS', { SEMAPHORE_AGENT_VOLUME_NAME: '/dev/sda1', SEMAPHORE_AGENT_VOLUME_IOPS: '3000' }],
    ['SEMAPHORE_AGENT_MAC_FAMILY', { SEMAPHORE_AGENT_MAC_FAMILY: 'mac2' }],
    ['SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY', { SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY: '1' }],
    ['SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY', { SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY: 'lowest-price' }],
    ['SEMAPHORE_AGENT_OVERPROVISION_FACTOR', { SEMAPHORE_AGENT_OVERPROVISION_FACTOR: '5' }],
    ['SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', { SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET: 'true' }],
    ['SEMAPHORE_ORGANIZATION', { SEMAPHORE_ORGANIZATION: 'acme' }],
    [
      'SEMAPHORE_AGENT_AZS',
      {
        SEMAPHORE_AGENT_AZS: 'us-east-1a',
        SEMAPHORE_AGENT_VPC_ID: 'vpc-12345678',
        SEMAPHORE_AGENT_SUBNETS: 'subnet-12345678',
      },
    ],
    [
      'SEMAPHORE_AGENT_INSTANCE_TYPE',
      {
        SEMAPHORE_AGENT_INSTANCE_TYPE: 't3.large',
        SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON: '{"instanceType":"c6i.large"}',
      },
    ],
  ])('%s', (key, configuration) => {
    expect(imported(configuration).checked.problems).toEqual([]);
    expect(remarksOn(key, configuration)).toEqual([expect.stringMatching(/^left out: /)]);
  });

  test('a key pair opens no port, unlike there', () => {
    const configuration = { SEMAPHORE_AGENT_KEY_NAME: 'ci' };
    expect(agentTypeOf(configuration).network.ssh).toEqual({ keyName: 'ci' });
    expect(remarksOn('SEMAPHORE_AGENT_KEY_NAME', configuration)).toEqual([
      expect.stringContaining('opens port 22 to the whole internet'),
    ]);
  });

  test('the Name tag is the resource prefix', () => {
    expect(agentTypeOf({ SEMAPHORE_AGENT_TAGS: 'Name:x,team:y' }).tags).toEqual({ team: 'y' });
  });
});

describe('mistakes are told all at once, by their old names', () => {
  test('every key that is wrong is named with its value', () => {
    const configuration = {
      SEMAPHORE_AGENT_STACK_NAME: '',
      SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: '',
      SEMAPHORE_ENDPOINT: '',
      SEMAPHORE_AGENT_ASG_MAX_SIZE: '5abc',
      SEMAPHORE_AGENT_TAGS: 'team',
      SEMAPHORE_AGENT_OVERPROVISION_STRATEGY: 'some',
      SEMAPHORE_AGENT_USE_IPV6: 'maybe',
      SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON: '{',
      SEMAPHORE_AGENT_AMI: 'ami-1',
    };
    expect(problemsOf(configuration)).toEqual([
      'config.json: SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME is ""; must be the name of an SSM parameter',
      'config.json: SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON is "{"; must be a JSON object',
      'config.json: SEMAPHORE_AGENT_ASG_MAX_SIZE is "5abc"; must be a whole number',
      'config.json: SEMAPHORE_AGENT_OVERPROVISION_STRATEGY is "some"; must be none, number or percentage',
      'config.json: SEMAPHORE_AGENT_USE_IPV6 is "maybe"; must be true or false',
      'config.json: SEMAPHORE_AGENT_TAGS is "team"; must be Key:Value pairs, separated by commas; "team" is none',
      'config.json: SEMAPHORE_AGENT_STACK_NAME is ""; must be a name of 2 to 52 letters, digits and hyphens, beginning with a letter (AWS allows 64, and names are derived from it)',
      'config.json: SEMAPHORE_ENDPOINT is ""; must be a host name, or SEMAPHORE_ORGANIZATION must be given',
      'config.json: SEMAPHORE_AGENT_AMI is "ami-1"; must be an AMI id: ami- and 8 or 17 hexadecimal digits',
    ]);
  });

  test('contradictions name the old keys too', () => {
    expect(problemsOf({ SEMAPHORE_AGENT_ASG_MIN_SIZE: '4', SEMAPHORE_AGENT_ASG_MAX_SIZE: '3' })).toEqual([
      'config.json: SEMAPHORE_AGENT_ASG_MIN_SIZE is 4; must be at most SEMAPHORE_AGENT_ASG_MAX_SIZE (3)',
    ]);
    expect(problemsOf({ SEMAPHORE_AGENT_VPC_ID: 'vpc-12345678' })).toEqual([
      'config.json: SEMAPHORE_AGENT_SUBNETS is missing; must be a list of subnets of SEMAPHORE_AGENT_VPC_ID',
    ]);
  });

  test.each(['1.9', '-1', '0x10', '1e3', ' ', 'abc', '5 '])('%j is a whole number only if it is one', (text) => {
    const isNumber = /^\s*\d+\s*$/.test(text);
    expect(problemsOf({ SEMAPHORE_AGENT_ASG_MAX_SIZE: text }).length).toBe(isNumber ? 0 : 1);
  });

  test('a stack name of 98 characters or more fails here and not during the deployment', () => {
    const name = 'a'.repeat(99);
    expect(problemsOf({ SEMAPHORE_AGENT_STACK_NAME: name })).toEqual([
      `config.json: SEMAPHORE_AGENT_STACK_NAME is "${name}"; must be a name of 2 to 52 letters, digits and hyphens, beginning with a letter (AWS allows 64, and names are derived from it)`,
    ]);
  });
});

test('only what was set is printed, beside the default that is different here', () => {
  expect(printedAgentType({ SEMAPHORE_AGENT_ASG_MAX_SIZE: '5' })).toEqual({
    resourcePrefix: 'ci-stack',
    token: { parameter: 'ci-token' },
    image: { os: 'ubuntu-focal' },
    size: { max: 5 },
  });
});

/** One setting of agent-aws-stack: its key, its default there, and what it is here. */
export interface StackKey {
  readonly key: string;
  /** Default of agent-aws-stack v0.10.0; undefined for required keys. */
  readonly default: string | undefined;
  /** Setting of the fleet file. Settings of agent types stand below agentTypes.<name>. */
  readonly setting: string;
  /** What is different here. */
  readonly difference?: string;
}

/** All settings of agent-aws-stack v0.10.0, in its own order. */
export const stackKeys = [
  {
    key: 'SEMAPHORE_AGENT_STACK_NAME',
    default: undefined,
    setting: 'name, resourcePrefix',
    difference: 'also names the agent type, with s1- before it where that is missing; at most 52 characters',
  },
  {
    key: 'SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME',
    default: undefined,
    setting: 'token.parameter',
    difference: 'names with a leading / work',
  },
  {
    key: 'SEMAPHORE_ENDPOINT',
    default: '',
    setting: 'semaphore.endpoint',
    difference: 'beats SEMAPHORE_ORGANIZATION, as there',
  },
  { key: 'SEMAPHORE_ORGANIZATION', default: '', setting: 'semaphore.organization' },
  { key: 'SEMAPHORE_AGENT_INSTANCE_TYPE', default: 't2.micro', setting: 'instances.types' },
  { key: 'SEMAPHORE_AGENT_ASG_MIN_SIZE', default: '0', setting: 'size.min' },
  { key: 'SEMAPHORE_AGENT_ASG_MAX_SIZE', default: '1', setting: 'size.max' },
  { key: 'SEMAPHORE_AGENT_ASG_DESIRED', default: '', setting: 'size.desired' },
  { key: 'SEMAPHORE_AGENT_ASG_METRICS', default: '', setting: 'size.metrics' },
  {
    key: 'SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME',
    default: '0',
    setting: 'size.maxLifetime',
    difference: 'a duration such as 7d',
  },
  {
    key: 'SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON',
    default: '',
    setting: 'instances.types, instances.requirements',
    difference: 'no weighted capacity: every instance counts one',
  },
  { key: 'SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB', default: 'true', setting: 'agent.disconnectAfterJob' },
  {
    key: 'SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT',
    default: '300',
    setting: 'agent.idleTimeout',
    difference: 'a duration such as 5m; 0 is never',
  },
  {
    key: 'SEMAPHORE_AGENT_OS',
    default: 'ubuntu-focal',
    setting: 'image.os',
    difference:
      'ubuntu-noble by default: Ubuntu 20.04 is out of standard support. An imported configuration keeps ubuntu-focal',
  },
  {
    key: 'SEMAPHORE_AGENT_ARCH',
    default: 'x86_64',
    setting: 'image.arch',
    difference: 'every instance type has to have it',
  },
  { key: 'SEMAPHORE_AGENT_SECURITY_GROUP_ID', default: '', setting: 'network.securityGroup' },
  {
    key: 'SEMAPHORE_AGENT_KEY_NAME',
    default: '',
    setting: 'network.ssh.keyName',
    difference: 'opens no port: network.ssh.cidr does, for the addresses it names',
  },
  {
    key: 'SEMAPHORE_AGENT_CACHE_BUCKET_NAME',
    default: '',
    setting: 'cache.bucket',
    difference: 'cache.create makes one',
  },
  {
    key: 'SEMAPHORE_AGENT_TOKEN_KMS_KEY',
    default: '',
    setting: 'token.kmsKey',
    difference: 'key ARNs and aliases work',
  },
  { key: 'SEMAPHORE_AGENT_VPC_ID', default: '', setting: 'network.vpc' },
  {
    key: 'SEMAPHORE_AGENT_SUBNETS',
    default: '',
    setting: 'network.subnets',
    difference: 'an error without network.vpc, where agent-aws-stack does not use them',
  },
  {
    key: 'SEMAPHORE_AGENT_USE_DYNAMIC_SCALING',
    default: 'true',
    setting: 'size.scaling',
    difference: 'jobs or static',
  },
  {
    key: 'SEMAPHORE_AGENT_AMI',
    default: '',
    setting: 'image.ami',
    difference: 'or image.ssmParameter, or image.name and image.owner',
  },
  { key: 'SEMAPHORE_AGENT_MANAGED_POLICY_NAMES', default: '', setting: 'managedPolicies', difference: 'ARNs work too' },
  {
    key: 'SEMAPHORE_AGENT_VOLUME_NAME',
    default: '',
    setting: 'disk.device',
    difference: '/dev/sda1 by default, so that the other disk settings always count',
  },
  {
    key: 'SEMAPHORE_AGENT_VOLUME_TYPE',
    default: 'gp2',
    setting: 'disk.type',
    difference: 'gp3 by default: cheaper, and as fast at any size',
  },
  { key: 'SEMAPHORE_AGENT_VOLUME_SIZE', default: '64', setting: 'disk.size', difference: 'a size such as 64GiB' },
  {
    key: 'SEMAPHORE_AGENT_VOLUME_IOPS',
    default: '',
    setting: 'disk.iops',
    difference: 'an error where the type has none',
  },
  {
    key: 'SEMAPHORE_AGENT_VOLUME_THROUGHPUT',
    default: '',
    setting: 'disk.throughput',
    difference: 'an error where the type has none',
  },
  { key: 'SEMAPHORE_AGENT_TAGS', default: '', setting: 'tags', difference: 'values may contain colons' },
  {
    key: 'SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN',
    default: '',
    setting: 'mac.licenseConfiguration',
    difference: 'required on macOS',
  },
  { key: 'SEMAPHORE_AGENT_MAC_FAMILY', default: 'mac2', setting: 'mac.hostFamilies' },
  { key: 'SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS', default: '', setting: 'mac.hosts' },
  { key: 'SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST', default: 'true', setting: 'mac.autoAllocate' },
  { key: 'SEMAPHORE_AGENT_AUTO_RELEASE_HOST', default: 'true', setting: 'mac.autoRelease' },
  {
    key: 'SEMAPHORE_AGENT_AZS',
    default: '',
    setting: 'network.availabilityZones',
    difference: 'for the default VPC; an error beside network.vpc, where agent-aws-stack ignores the subnets',
  },
  { key: 'SEMAPHORE_AGENT_USE_PRE_SIGNED_URL', default: 'false', setting: 'agent.preSignedName' },
  {
    key: 'SEMAPHORE_AGENT_OVERPROVISION_STRATEGY',
    default: 'none',
    setting: 'size.headroom',
    difference: 'headroom.number or headroom.percent',
  },
  { key: 'SEMAPHORE_AGENT_OVERPROVISION_FACTOR', default: '0', setting: 'size.headroom' },
  { key: 'SEMAPHORE_AGENT_USE_IPV6', default: 'false', setting: 'network.ipv6' },
  { key: 'SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', default: 'false', setting: 'network.allowPublicSubnets' },
  { key: 'SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY', default: '0', setting: 'instances.onDemandBase' },
  {
    key: 'SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE',
    default: '100',
    setting: 'instances.onDemandPercentAboveBase',
  },
  {
    key: 'SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY',
    default: '',
    setting: 'instances.onDemandStrategy',
    difference: 'prioritized by default (AWS: the same, but lowest-price with requirements)',
  },
  {
    key: 'SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY',
    default: '',
    setting: 'instances.spotStrategy',
    difference: 'price-capacity-optimized by default (AWS: lowest-price, which is interrupted most)',
  },
  { key: 'SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', default: 'false', setting: 'instances.capacityRebalance' },
  {
    key: 'SEMAPHORE_AGENT_ASG_NEW_INSTANCES_PROTECTED_FROM_SCALE_IN',
    default: 'false',
    setting: 'size.protectFromScaleIn',
  },
] as const satisfies readonly StackKey[];

export type StackKeyName = (typeof stackKeys)[number]['key'];

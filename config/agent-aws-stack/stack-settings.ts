import { z } from 'zod';
import { Duration } from '../duration';
import { architectureOf } from '../instance-type';
import type { Path } from '../place';
import { instanceRequirements } from '../settings/instance-requirements';
import type { StackKeyName } from './stack-keys';
import type { StackValues } from './stack-values';

/** A setting of the fleet file and the key that it comes from. */
export interface ImportedSetting {
  readonly path: Path;
  readonly value: unknown;
  /** Key of agent-aws-stack, or a variable that it reads. */
  readonly key: string;
}

/** What one agent type of the fleet file is, in terms of agent-aws-stack's configuration. */
export class StackSettings {
  readonly settings: ImportedSetting[] = [];
  private readonly os: string;

  constructor(private readonly values: StackValues) {
    this.os = values.text('SEMAPHORE_AGENT_OS') ?? 'ubuntu-focal';
    this.token();
    this.image();
    this.instances();
    this.size();
    this.agent();
    this.network();
    this.disk();
    this.mac();
    this.others();
  }

  private set(key: StackKeyName, path: string, value: unknown): void {
    if (value !== undefined) this.settings.push({ path: path.split('.'), value, key });
  }

  /** Says of a key that is set why it is left out. */
  private leaveOut(key: StackKeyName, reason: string): void {
    if (this.values.has(key)) this.values.remark(key, `left out: ${reason}`);
  }

  private token(): void {
    const parameter = this.values.text('SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME');
    if (parameter === undefined)
      this.values.wrong('SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME', 'must be the name of an SSM parameter');
    this.set('SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME', 'token.parameter', parameter);
    if (parameter?.startsWith('/')) {
      this.values.remark(
        'SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME',
        'agent-aws-stack denies its own agents a name with a leading /; here it works',
      );
    }
    const key = this.values.text('SEMAPHORE_AGENT_TOKEN_KMS_KEY');
    if (key === undefined) return;
    if (/(?:^|:)alias\/aws\/ssm$/.test(key)) {
      this.leaveOut('SEMAPHORE_AGENT_TOKEN_KMS_KEY', 'alias/aws/ssm is the default key and needs no grant');
    } else if (key === parameter) {
      this.leaveOut(
        'SEMAPHORE_AGENT_TOKEN_KMS_KEY',
        "it is the parameter's name, not a key (an example in Semaphore's documentation says so by mistake)",
      );
    } else {
      this.set('SEMAPHORE_AGENT_TOKEN_KMS_KEY', 'token.kmsKey', key);
      if (/^(?:arn:|alias\/)/.test(key))
        this.values.remark('SEMAPHORE_AGENT_TOKEN_KMS_KEY', 'agent-aws-stack takes key ids only; here this works');
    }
  }

  private image(): void {
    const { values } = this;
    this.set('SEMAPHORE_AGENT_OS', 'image.os', this.os);
    if (!values.has('SEMAPHORE_AGENT_OS')) {
      values.remark(
        'SEMAPHORE_AGENT_OS',
        "was not set; this is agent-aws-stack's default, which is out of standard support. ubuntu-noble is the default here",
      );
    }
    const ami = values.text('SEMAPHORE_AGENT_AMI');
    this.set('SEMAPHORE_AGENT_AMI', 'image.ami', ami);
    if (ami === undefined)
      values.remark(
        'SEMAPHORE_AGENT_AMI',
        'was not set; the newest image called agent-fleet-<os>-<arch>-* in your account is used',
      );
    const arch = values.text('SEMAPHORE_AGENT_ARCH') ?? 'x86_64';
    const actual = ami === undefined ? arch : this.imageArchitecture(arch);
    if (actual !== arch)
      values.remark(
        'SEMAPHORE_AGENT_ARCH',
        `was ${arch}, which agent-aws-stack does not use with an AMI; the instance type is ${actual}`,
      );
    if (values.has('SEMAPHORE_AGENT_ARCH') || actual !== arch) this.set('SEMAPHORE_AGENT_ARCH', 'image.arch', actual);
  }

  private imageArchitecture(otherwise: string): string {
    const type =
      this.os === 'macos' ? `${this.macFamilies()[0]}.metal` : this.values.text('SEMAPHORE_AGENT_INSTANCE_TYPE');
    return type === undefined ? otherwise : architectureOf(type);
  }

  private macFamilies(): string[] {
    return this.values.list('SEMAPHORE_AGENT_MAC_FAMILY') ?? ['mac2'];
  }

  private instances(): void {
    const { values } = this;
    if (this.os === 'macos') {
      const why = 'macs are dedicated hosts; their types follow from the host families, and they are On-Demand';
      for (const key of purchaseKeys) this.leaveOut(key, why);
      this.leaveOut('SEMAPHORE_AGENT_INSTANCE_TYPE', why);
      this.leaveOut('SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON', why);
      return;
    }
    const isOverridden = this.overrides();
    const type = values.text('SEMAPHORE_AGENT_INSTANCE_TYPE');
    if (isOverridden) this.leaveOut('SEMAPHORE_AGENT_INSTANCE_TYPE', 'the launch template overrides decide');
    else this.set('SEMAPHORE_AGENT_INSTANCE_TYPE', 'instances.types', type === undefined ? undefined : [type]);
    this.purchase();
  }

  private purchase(): void {
    const { values } = this;
    const percent = values.count('SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE');
    const base = values.count('SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY');
    const isAllOnDemand = (percent ?? 100) === 100;
    this.set('SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE', 'instances.onDemandPercentAboveBase', percent);
    const allOnDemand = 'without Spot (SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE below 100) it has no effect';
    if (isAllOnDemand && base) this.leaveOut('SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY', allOnDemand);
    else this.set('SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY', 'instances.onDemandBase', base);
    const onDemand = values.text('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY');
    if (percent === 0 && !base)
      this.leaveOut('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY', 'all instances are Spot');
    else this.set('SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY', 'instances.onDemandStrategy', onDemand);
    const spot = values.text('SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY');
    const isRebalanced = values.flag('SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', false);
    if (isAllOnDemand) {
      this.leaveOut('SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY', allOnDemand);
      if (isRebalanced) this.leaveOut('SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', allOnDemand);
      return;
    }
    this.set('SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY', 'instances.spotStrategy', spot);
    if (spot === undefined)
      values.remark(
        'SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY',
        'was not set, which is lowest-price at AWS; here it is price-capacity-optimized',
      );
    this.set('SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE', 'instances.capacityRebalance', isRebalanced);
  }

  /** One object there; a list of objects is meant as several types. */
  private overrides(): boolean {
    const key = 'SEMAPHORE_AGENT_ASG_LAUNCH_TEMPLATE_OVERRIDES_JSON';
    const value = this.values.json(key);
    if (value === undefined) return false;
    const parsed = z
      .union([z.record(z.string(), z.unknown()).transform((one) => [one]), z.array(z.record(z.string(), z.unknown()))])
      .safeParse(value);
    if (!parsed.success) {
      this.values.wrong(key, 'must be a JSON object');
      return false;
    }
    if (Array.isArray(value))
      this.values.remark(key, 'was a list, which agent-aws-stack cannot deploy; read as the instance types in it');
    const types: unknown[] = [];
    for (const override of parsed.data) {
      for (const [name, given] of Object.entries(override)) {
        const camel = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
        if (camel !== name)
          this.values.remark(
            key,
            `${name} begins with a capital letter, which agent-aws-stack ignores; read as ${camel}`,
          );
        if (camel === 'instanceType') types.push(given);
        else if (camel === 'instanceRequirements') this.set(key, 'instances.requirements', requirementsOf(given));
        else if (camel === 'weightedCapacity')
          this.values.remark(key, 'weightedCapacity has no counterpart: every instance counts one, whatever its size');
        else this.values.remark(key, `${name} has no counterpart here and is left out`);
      }
    }
    if (types.length > 0) this.set(key, 'instances.types', types);
    return types.length > 0 || this.settings.some(({ path }) => path[1] === 'requirements');
  }

  private size(): void {
    const { values } = this;
    const isDynamic = values.flag('SEMAPHORE_AGENT_USE_DYNAMIC_SCALING', true) ?? true;
    const min = values.count('SEMAPHORE_AGENT_ASG_MIN_SIZE');
    const max = values.count('SEMAPHORE_AGENT_ASG_MAX_SIZE');
    const desired = values.count('SEMAPHORE_AGENT_ASG_DESIRED');
    this.set('SEMAPHORE_AGENT_USE_DYNAMIC_SCALING', 'size.scaling', isDynamic ? undefined : 'static');
    this.set('SEMAPHORE_AGENT_ASG_MIN_SIZE', 'size.min', min);
    this.set('SEMAPHORE_AGENT_ASG_MAX_SIZE', 'size.max', max);
    this.set('SEMAPHORE_AGENT_ASG_DESIRED', 'size.desired', desired);
    if (!isDynamic && desired === undefined && (min ?? 0) !== (max ?? 1)) {
      this.set('SEMAPHORE_AGENT_ASG_DESIRED', 'size.desired', min ?? 0);
      values.remark(
        'SEMAPHORE_AGENT_ASG_DESIRED',
        'was not set; the group starts at its minimum, and nothing changes that without dynamic scaling',
      );
    }
    const lifetime = values.count('SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME');
    this.set(
      'SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME',
      'size.maxLifetime',
      lifetime ? String(Duration.seconds(lifetime)) : undefined,
    );
    this.set('SEMAPHORE_AGENT_ASG_METRICS', 'size.metrics', values.list('SEMAPHORE_AGENT_ASG_METRICS'));
    const isProtected = values.flag('SEMAPHORE_AGENT_ASG_NEW_INSTANCES_PROTECTED_FROM_SCALE_IN', false);
    this.set('SEMAPHORE_AGENT_ASG_NEW_INSTANCES_PROTECTED_FROM_SCALE_IN', 'size.protectFromScaleIn', isProtected);
    this.headroom(isDynamic && (min ?? 0) !== (max ?? 1));
  }

  private headroom(isUsed: boolean): void {
    const strategy = this.values.text('SEMAPHORE_AGENT_OVERPROVISION_STRATEGY') ?? 'none';
    const unit = { number: 'number', percentage: 'percent' }[strategy];
    if (strategy === 'none') {
      if (this.values.text('SEMAPHORE_AGENT_OVERPROVISION_FACTOR') !== '0')
        this.leaveOut(
          'SEMAPHORE_AGENT_OVERPROVISION_FACTOR',
          'without SEMAPHORE_AGENT_OVERPROVISION_STRATEGY it has no effect',
        );
    } else if (unit === undefined) {
      this.values.wrong('SEMAPHORE_AGENT_OVERPROVISION_STRATEGY', 'must be none, number or percentage');
    } else if (!isUsed) {
      this.leaveOut('SEMAPHORE_AGENT_OVERPROVISION_STRATEGY', 'the size never changes');
    } else {
      const factor = this.values.count('SEMAPHORE_AGENT_OVERPROVISION_FACTOR');
      if (factor !== undefined) this.set('SEMAPHORE_AGENT_OVERPROVISION_FACTOR', `size.headroom.${unit}`, factor);
      else if (!this.values.has('SEMAPHORE_AGENT_OVERPROVISION_FACTOR'))
        this.values.wrong('SEMAPHORE_AGENT_OVERPROVISION_FACTOR', 'must be a whole number of at least 1');
    }
  }

  private agent(): void {
    const { values } = this;
    this.set(
      'SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB',
      'agent.disconnectAfterJob',
      values.flag('SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB', true),
    );
    const idle = values.count('SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT');
    const timeout = idle === undefined ? undefined : idle === 0 ? 'never' : String(Duration.seconds(idle));
    this.set('SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT', 'agent.idleTimeout', timeout);
    this.set(
      'SEMAPHORE_AGENT_USE_PRE_SIGNED_URL',
      'agent.preSignedName',
      values.flag('SEMAPHORE_AGENT_USE_PRE_SIGNED_URL', false),
    );
  }

  private network(): void {
    const { values } = this;
    const vpc = values.text('SEMAPHORE_AGENT_VPC_ID');
    const subnets = values.list('SEMAPHORE_AGENT_SUBNETS');
    this.set('SEMAPHORE_AGENT_VPC_ID', 'network.vpc', vpc);
    if (vpc === undefined)
      this.leaveOut('SEMAPHORE_AGENT_SUBNETS', 'without SEMAPHORE_AGENT_VPC_ID agent-aws-stack uses the default VPC');
    else this.set('SEMAPHORE_AGENT_SUBNETS', 'network.subnets', subnets);
    if (vpc !== undefined)
      this.leaveOut(
        'SEMAPHORE_AGENT_AZS',
        'the subnets decide the zones (agent-aws-stack ignores the subnets instead, even with a VPC)',
      );
    else this.set('SEMAPHORE_AGENT_AZS', 'network.availabilityZones', values.list('SEMAPHORE_AGENT_AZS'));
    const group = values.text('SEMAPHORE_AGENT_SECURITY_GROUP_ID');
    const keyName = values.text('SEMAPHORE_AGENT_KEY_NAME');
    this.set('SEMAPHORE_AGENT_SECURITY_GROUP_ID', 'network.securityGroup', group);
    this.set('SEMAPHORE_AGENT_KEY_NAME', 'network.ssh.keyName', keyName);
    if (keyName !== undefined && group === undefined && this.os !== 'windows') {
      values.remark(
        'SEMAPHORE_AGENT_KEY_NAME',
        'agent-aws-stack opens port 22 to the whole internet; here it stays closed until cidr says who may connect',
      );
    }
    this.set('SEMAPHORE_AGENT_USE_IPV6', 'network.ipv6', values.flag('SEMAPHORE_AGENT_USE_IPV6', false));
    const isPublic = values.flag('SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', false);
    const isScalerInVpc = vpc !== undefined && values.flag('SEMAPHORE_AGENT_USE_DYNAMIC_SCALING', true) !== false;
    if (isPublic && !isScalerInVpc) this.leaveOut('SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', 'there is no scaler in a VPC');
    else this.set('SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', 'network.allowPublicSubnets', isPublic);
  }

  private disk(): void {
    const { values } = this;
    const device = values.text('SEMAPHORE_AGENT_VOLUME_NAME');
    if (device === undefined) {
      for (const key of volumeKeys)
        this.leaveOut(key, 'without SEMAPHORE_AGENT_VOLUME_NAME agent-aws-stack does not use it');
      values.remark(
        'SEMAPHORE_AGENT_VOLUME_NAME',
        'was not set; the root volume is 64GiB of encrypted gp3 here, and what the image says there',
      );
      return;
    }
    const type = values.text('SEMAPHORE_AGENT_VOLUME_TYPE') ?? 'gp2';
    this.set('SEMAPHORE_AGENT_VOLUME_NAME', 'disk.device', device);
    values.remark('SEMAPHORE_AGENT_VOLUME_NAME', "must be the image's root device; the volume is encrypted here");
    this.set('SEMAPHORE_AGENT_VOLUME_TYPE', 'disk.type', type);
    if (!values.has('SEMAPHORE_AGENT_VOLUME_TYPE'))
      values.remark('SEMAPHORE_AGENT_VOLUME_TYPE', "was not set; this is agent-aws-stack's default. gp3 is cheaper");
    const size = values.count('SEMAPHORE_AGENT_VOLUME_SIZE');
    this.set('SEMAPHORE_AGENT_VOLUME_SIZE', 'disk.size', size === undefined ? undefined : `${size}GiB`);
    const iops = values.count('SEMAPHORE_AGENT_VOLUME_IOPS');
    if (['gp3', 'io1', 'io2'].includes(type)) this.set('SEMAPHORE_AGENT_VOLUME_IOPS', 'disk.iops', iops);
    else this.leaveOut('SEMAPHORE_AGENT_VOLUME_IOPS', `${type} volumes have no provisioned IOPS`);
    const throughput = values.count('SEMAPHORE_AGENT_VOLUME_THROUGHPUT');
    if (type === 'gp3') this.set('SEMAPHORE_AGENT_VOLUME_THROUGHPUT', 'disk.throughput', throughput);
    else this.leaveOut('SEMAPHORE_AGENT_VOLUME_THROUGHPUT', 'agent-aws-stack uses it with gp3 only');
  }

  private mac(): void {
    const { values } = this;
    if (this.os !== 'macos') {
      for (const key of macKeys) this.leaveOut(key, 'only macOS has dedicated hosts');
      return;
    }
    this.set(
      'SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN',
      'mac.licenseConfiguration',
      values.text('SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN'),
    );
    this.set('SEMAPHORE_AGENT_MAC_FAMILY', 'mac.hostFamilies', values.list('SEMAPHORE_AGENT_MAC_FAMILY'));
    this.set('SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS', 'mac.hosts', values.list('SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS'));
    this.set(
      'SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST',
      'mac.autoAllocate',
      values.flag('SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST', true),
    );
    this.set(
      'SEMAPHORE_AGENT_AUTO_RELEASE_HOST',
      'mac.autoRelease',
      values.flag('SEMAPHORE_AGENT_AUTO_RELEASE_HOST', true),
    );
  }

  private others(): void {
    const { values } = this;
    this.set('SEMAPHORE_AGENT_CACHE_BUCKET_NAME', 'cache.bucket', values.text('SEMAPHORE_AGENT_CACHE_BUCKET_NAME'));
    this.set(
      'SEMAPHORE_AGENT_MANAGED_POLICY_NAMES',
      'managedPolicies',
      values.list('SEMAPHORE_AGENT_MANAGED_POLICY_NAMES'),
    );
    const tags: [string, string][] = [];
    for (const pair of values.list('SEMAPHORE_AGENT_TAGS') ?? []) {
      const colon = pair.indexOf(':');
      const [key, value] = [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
      if (colon < 1)
        values.wrong(
          'SEMAPHORE_AGENT_TAGS',
          `must be Key:Value pairs, separated by commas; ${JSON.stringify(pair)} is none`,
        );
      else if (key === 'Name')
        values.remark('SEMAPHORE_AGENT_TAGS', 'Name is left out: it is the resource prefix here');
      else tags.push([key, value]);
      if (value.includes(':'))
        values.remark(
          'SEMAPHORE_AGENT_TAGS',
          `agent-aws-stack cuts ${key} off at its second colon; here it keeps its whole value`,
        );
    }
    if (tags.length > 0) this.set('SEMAPHORE_AGENT_TAGS', 'tags', Object.fromEntries(tags));
  }
}

const purchaseKeys = [
  'SEMAPHORE_AGENT_ON_DEMAND_BASE_CAPACITY',
  'SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE',
  'SEMAPHORE_AGENT_ON_DEMAND_ALLOCATION_STRATEGY',
  'SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY',
  'SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE',
] as const;

const volumeKeys = [
  'SEMAPHORE_AGENT_VOLUME_TYPE',
  'SEMAPHORE_AGENT_VOLUME_SIZE',
  'SEMAPHORE_AGENT_VOLUME_IOPS',
  'SEMAPHORE_AGENT_VOLUME_THROUGHPUT',
] as const;

const macKeys = [
  'SEMAPHORE_AGENT_LICENSE_CONFIGURATION_ARN',
  'SEMAPHORE_AGENT_MAC_FAMILY',
  'SEMAPHORE_AGENT_MAC_DEDICATED_HOSTS',
  'SEMAPHORE_AGENT_AUTO_ALLOCATE_HOST',
  'SEMAPHORE_AGENT_AUTO_RELEASE_HOST',
] as const;

/** AWS's names of attributes differ from ours in upper and lower case only. */
function requirementsOf(value: unknown): unknown {
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success) return value;
  const known = Object.keys(instanceRequirements.shape);
  const renamed = Object.entries(object.data).map(([name, given]) => {
    const ours = known.find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
    return [ours, lowerCaseLimits(given)];
  });
  return Object.fromEntries(renamed);
}

function lowerCaseLimits(value: unknown): unknown {
  const object = z.record(z.string(), z.unknown()).safeParse(value);
  if (!object.success || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(object.data).map(([name, limit]) => [name.toLowerCase(), limit]));
}

import type { StackSettings } from './stack-settings';

/** Network and SSH. */
export function network(to: StackSettings): void {
  const { values } = to;
  const vpc = values.text('SEMAPHORE_AGENT_VPC_ID');
  const subnets = values.list('SEMAPHORE_AGENT_SUBNETS');
  to.set('SEMAPHORE_AGENT_VPC_ID', 'network.vpc', vpc);
  if (vpc === undefined)
    to.leaveOut('SEMAPHORE_AGENT_SUBNETS', 'without SEMAPHORE_AGENT_VPC_ID agent-aws-stack uses the default VPC');
  else to.set('SEMAPHORE_AGENT_SUBNETS', 'network.subnets', subnets);
  if (vpc !== undefined)
    to.leaveOut(
      'SEMAPHORE_AGENT_AZS',
      'the subnets decide the zones (agent-aws-stack ignores the subnets instead, even with a VPC)',
    );
  else to.set('SEMAPHORE_AGENT_AZS', 'network.availabilityZones', values.list('SEMAPHORE_AGENT_AZS'));
  const group = values.text('SEMAPHORE_AGENT_SECURITY_GROUP_ID');
  const keyName = values.text('SEMAPHORE_AGENT_KEY_NAME');
  to.set('SEMAPHORE_AGENT_SECURITY_GROUP_ID', 'network.securityGroup', group);
  to.set('SEMAPHORE_AGENT_KEY_NAME', 'network.ssh.keyName', keyName);
  if (keyName !== undefined && group === undefined && to.os !== 'windows') {
    values.remark(
      'SEMAPHORE_AGENT_KEY_NAME',
      'agent-aws-stack opens port 22 to the whole internet; here it stays closed until cidr says who may connect',
    );
  }
  to.set('SEMAPHORE_AGENT_USE_IPV6', 'network.ipv6', values.flag('SEMAPHORE_AGENT_USE_IPV6', false));
  const isPublic = values.flag('SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', false);
  const isScalerInVpc = vpc !== undefined && values.flag('SEMAPHORE_AGENT_USE_DYNAMIC_SCALING', true) !== false;
  if (isPublic && !isScalerInVpc) to.leaveOut('SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', 'there is no scaler in a VPC');
  else to.set('SEMAPHORE_AGENT_ALLOW_PUBLIC_SUBNET', 'network.allowPublicSubnets', isPublic);
}

/** The root volume. */
export function disk(to: StackSettings): void {
  const { values } = to;
  const device = values.text('SEMAPHORE_AGENT_VOLUME_NAME');
  if (device === undefined) {
    for (const key of volumeKeys)
      to.leaveOut(key, 'without SEMAPHORE_AGENT_VOLUME_NAME agent-aws-stack does not use it');
    values.remark(
      'SEMAPHORE_AGENT_VOLUME_NAME',
      'was not set; the root volume is 64GiB of encrypted gp3 here, and what the image says there',
    );
    return;
  }
  const type = values.text('SEMAPHORE_AGENT_VOLUME_TYPE') ?? 'gp2';
  to.set('SEMAPHORE_AGENT_VOLUME_NAME', 'disk.device', device);
  values.remark('SEMAPHORE_AGENT_VOLUME_NAME', "must be the image's root device; the volume is encrypted here");
  to.set('SEMAPHORE_AGENT_VOLUME_TYPE', 'disk.type', type);
  if (!values.has('SEMAPHORE_AGENT_VOLUME_TYPE'))
    values.remark('SEMAPHORE_AGENT_VOLUME_TYPE', "was not set; this is agent-aws-stack's default. gp3 is cheaper");
  const size = values.count('SEMAPHORE_AGENT_VOLUME_SIZE');
  to.set('SEMAPHORE_AGENT_VOLUME_SIZE', 'disk.size', size === undefined ? undefined : `${size}GiB`);
  const iops = values.count('SEMAPHORE_AGENT_VOLUME_IOPS');
  if (['gp3', 'io1', 'io2'].includes(type)) to.set('SEMAPHORE_AGENT_VOLUME_IOPS', 'disk.iops', iops);
  else to.leaveOut('SEMAPHORE_AGENT_VOLUME_IOPS', `${type} volumes have no provisioned IOPS`);
  const throughput = values.count('SEMAPHORE_AGENT_VOLUME_THROUGHPUT');
  if (type === 'gp3') to.set('SEMAPHORE_AGENT_VOLUME_THROUGHPUT', 'disk.throughput', throughput);
  else to.leaveOut('SEMAPHORE_AGENT_VOLUME_THROUGHPUT', 'agent-aws-stack uses it with gp3 only');
}

const volumeKeys = [
  'SEMAPHORE_AGENT_VOLUME_TYPE',
  'SEMAPHORE_AGENT_VOLUME_SIZE',
  'SEMAPHORE_AGENT_VOLUME_IOPS',
  'SEMAPHORE_AGENT_VOLUME_THROUGHPUT',
] as const;

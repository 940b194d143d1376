import { DataAwsKmsKey } from '@cdktf/provider-aws/lib/data-aws-kms-key';
import {
  LaunchTemplate as AwsLaunchTemplate,
  type LaunchTemplateConfig,
} from '@cdktf/provider-aws/lib/launch-template';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { AgentConfig } from './agent-config';
import type { Image } from './image';
import type { InstanceRole } from './instance-role';
import type { MacHosts } from './mac-hosts';
import type { Network } from './network';
import type { StockKit } from './stock-kit';
import { templateText } from './template-text';
import { userData } from './user-data';

/** Properties of a `LaunchTemplate`. */
export interface LaunchTemplateProps {
  readonly agentType: AgentType;
  readonly config: AgentConfig;
  readonly image: Image;
  readonly role: InstanceRole;
  /** What instances install themselves from. @default - the image has everything */
  readonly stockKit: StockKit | undefined;
  readonly network: Network;
  /** Dedicated hosts. @default - shared tenancy */
  readonly macHosts: MacHosts | undefined;
  /** Tags of instances, volumes and network interfaces: the provider's default tags do not reach them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** How an instance is launched. */
export class LaunchTemplate extends Construct {
  readonly template: AwsLaunchTemplate;

  constructor(scope: Construct, id: string, props: LaunchTemplateProps) {
    super(scope, id);
    const { agentType, config, image, role, stockKit, network, macHosts, tags } = props;
    const { types = [], warmPool } = agentType.instances;
    const [instanceType] = types;
    const keyName = agentType.network.ssh?.keyName;
    this.template = new AwsLaunchTemplate(this, 'template', {
      name: agentType.resourcePrefix,
      updateDefaultVersion: true,
      imageId: image.id,
      ...(instanceType === undefined ? {} : { instanceType }),
      iamInstanceProfile: { arn: role.profile.arn },
      ...(keyName === undefined ? {} : { keyName: templateText(keyName) }),
      userData: userData(agentType.image.os, config, stockKit),
      // An instance that cannot reach AWS ends itself by powering off.
      instanceInitiatedShutdownBehavior: 'terminate',
      // Containers of jobs are one hop further away and cannot use the instance's role.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [this.rootVolume(agentType.disk)],
      ...addresses(network.securityGroupId, agentType.network.ipv6),
      ...macHosts?.placement,
      ...(warmPool?.state === 'hibernated' ? { hibernationOptions: { configured: true } } : {}),
      tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({ resourceType, tags })),
    });
  }

  private rootVolume(disk: AgentType['disk']) {
    const { device: deviceName, size, type: volumeType, iops, throughput, kmsKey } = disk;
    return {
      deviceName,
      ebs: {
        volumeSize: size.gib,
        volumeType,
        ...(iops === undefined ? {} : { iops }),
        ...(throughput === undefined ? {} : { throughput }),
        encrypted: 'true',
        // EBS wants an ARN; the look-up takes an alias as well.
        ...(kmsKey === undefined ? {} : { kmsKeyId: new DataAwsKmsKey(this, 'disk-key', { keyId: kmsKey }).arn }),
        deleteOnTermination: 'true',
      },
    };
  }
}

/** EC2 takes an IPv6 address only in a network interface block, which then has to name the security group. */
function addresses(securityGroupId: string, ipv6: boolean): Partial<LaunchTemplateConfig> {
  if (!ipv6) return { vpcSecurityGroupIds: [securityGroupId] };
  const securityGroups = [securityGroupId];
  return { networkInterfaces: [{ deviceIndex: 0, ipv6AddressCount: 1, deleteOnTermination: 'true', securityGroups }] };
}

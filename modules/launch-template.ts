import {
  LaunchTemplate as AwsLaunchTemplate,
  type LaunchTemplateConfig,
} from '@cdktf/provider-aws/lib/launch-template';
import { TerraformLocal } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { AgentConfig } from './agent-config';
import type { DeploymentTarget } from './deployment-target';
import type { DiskKey } from './disk-key';
import type { Image } from './image';
import type { InstanceRole } from './instance-role';
import type { MacHosts } from './mac-hosts';
import type { Network } from './network';
import type { ServiceRole } from './service-role';
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
  /** Key of the root volume. @default - the account's default key for EBS */
  readonly diskKey: DiskKey | undefined;
  /** Dedicated hosts. @default - shared tenancy */
  readonly macHosts: MacHosts | undefined;
  /** Tags of instances, volumes and network interfaces: the provider's default tags do not reach them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What a launch makes and tags. */
const taggedResources = ['instance', 'volume', 'network-interface'] as const;

/** How an instance is launched. */
export class LaunchTemplate extends Construct {
  readonly template: AwsLaunchTemplate;

  constructor(scope: Construct, id: string, props: LaunchTemplateProps) {
    super(scope, id);
    const { agentType, config, image, role, stockKit, network, macHosts, diskKey, tags } = props;
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
      blockDeviceMappings: [rootVolume(agentType.disk, diskKey)],
      ...addresses(network.securityGroupId, agentType.network.ipv6),
      ...macHosts?.placement,
      ...(warmPool?.state === 'hibernated' ? { hibernationOptions: { configured: true } } : {}),
      tagSpecifications: taggedResources.map((resourceType) => ({ resourceType, tags })),
    });
  }

  /**
   * Lets `role` have a group launch instances from this template, with its tags, and from nothing else. AWS asks that of
   * whoever changes what a group launches.
   * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
   */
  grantLaunch(role: ServiceRole, target: DeploymentTarget): void {
    // Through a local value: a policy that refers to the template itself is only read once its changes are applied.
    const id = new TerraformLocal(this, 'id', this.template.id).asString;
    const template = target.arn('ec2', `launch-template/${id}`);
    const fromThis = [{ test: 'ArnLike', variable: 'ec2:LaunchTemplate', values: [template] }];
    role.allow({ actions: ['ec2:RunInstances'], resources: ['*'], condition: fromThis });
    const atLaunch = [{ test: 'StringEquals', variable: 'ec2:CreateAction', values: ['RunInstances'] }];
    const resources = taggedResources.map((type) => target.arn('ec2', `${type}/*`));
    role.allow({ actions: ['ec2:CreateTags'], resources, condition: atLaunch });
  }
}

function rootVolume(disk: AgentType['disk'], diskKey: DiskKey | undefined) {
  const { device: deviceName, size, type: volumeType, iops, throughput, initializationRate } = disk;
  return {
    deviceName,
    ebs: {
      volumeSize: size.gib,
      volumeType,
      ...(iops === undefined ? {} : { iops }),
      ...(throughput === undefined ? {} : { throughput }),
      ...(initializationRate === undefined ? {} : { volumeInitializationRate: initializationRate }),
      encrypted: 'true',
      ...(diskKey && { kmsKeyId: diskKey.arn }),
      deleteOnTermination: 'true',
    },
  };
}

/** EC2 takes an IPv6 address only in a network interface block, which then has to name the security group. */
function addresses(securityGroupId: string, ipv6: boolean): Partial<LaunchTemplateConfig> {
  if (!ipv6) return { vpcSecurityGroupIds: [securityGroupId] };
  const securityGroups = [securityGroupId];
  return { networkInterfaces: [{ deviceIndex: 0, ipv6AddressCount: 1, deleteOnTermination: 'true', securityGroups }] };
}

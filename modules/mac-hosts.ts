import type { LaunchTemplateConfig } from '@cdktf/provider-aws/lib/launch-template';
import { ResourcegroupsGroup } from '@cdktf/provider-aws/lib/resourcegroups-group';
import { ResourcegroupsResource } from '@cdktf/provider-aws/lib/resourcegroups-resource';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';

/** Properties of `MacHosts`. */
export interface MacHostsProps {
  readonly target: DeploymentTarget;
  readonly resourcePrefix: string;
  readonly settings: NonNullable<AgentType['mac']>;
}

/**
 * Dedicated hosts of macOS instances: a host resource group, which allocates and releases hosts as instances come and go.
 * Source: https://docs.aws.amazon.com/ARG/latest/APIReference/about-slg-types.html
 */
export class MacHosts extends Construct {
  /** What a launch template says so that its instances run on these hosts. */
  readonly placement: Pick<LaunchTemplateConfig, 'placement' | 'licenseSpecification'>;

  constructor(scope: Construct, id: string, props: MacHostsProps) {
    super(scope, id);
    const { target, resourcePrefix: name, settings } = props;
    const group = new ResourcegroupsGroup(this, 'group', {
      name,
      description: `Dedicated hosts of ${name}`,
      configuration: [
        { type: 'AWS::EC2::HostManagement', parameters: hostManagement(settings) },
        {
          type: 'AWS::ResourceGroups::Generic',
          parameters: [
            { name: 'allowed-resource-types', values: ['AWS::EC2::Host'] },
            { name: 'deletion-protection', values: ['UNLESS_EMPTY'] },
          ],
        },
      ],
    });
    for (const host of new Set(settings.hosts)) {
      const resourceArn = target.arn('ec2', `dedicated-host/${host}`);
      new ResourcegroupsResource(this, host, { groupArn: group.arn, resourceArn });
    }
    const { licenseConfiguration: licenseConfigurationArn } = settings;
    this.placement = {
      placement: { tenancy: 'host', hostResourceGroupArn: group.arn },
      ...(licenseConfigurationArn === undefined ? {} : { licenseSpecification: [{ licenseConfigurationArn }] }),
    };
  }
}

function hostManagement({ licenseConfiguration, hostFamilies, autoAllocate, autoRelease }: MacHostsProps['settings']) {
  return [
    licenseConfiguration === undefined
      ? { name: 'any-host-based-license-configuration', values: ['true'] }
      : { name: 'allowed-host-based-license-configurations', values: [licenseConfiguration] },
    { name: 'allowed-host-families', values: hostFamilies },
    { name: 'auto-allocate-host', values: [String(autoAllocate)] },
    { name: 'auto-release-host', values: [String(autoRelease)] },
    { name: 'auto-host-recovery', values: ['true'] },
  ];
}

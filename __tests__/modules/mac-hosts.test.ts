import { ResourcegroupsGroup } from '@cdktf/provider-aws/lib/resourcegroups-group';
import { ResourcegroupsResource } from '@cdktf/provider-aws/lib/resourcegroups-resource';
import { synthAgentStack } from '../synth-agent-stack';

const license =
  'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef';

function macStack(settings: string) {
  return synthAgentStack(`image: { os: macos, arch: arm64 }\nmac: { licenseConfiguration: "${license}"${settings} }`);
}

test('a host resource group allocates and releases hosts as the settings say', () => {
  const stack = macStack(', hostFamilies: [mac2, mac2-m2], autoRelease: false');
  expect(stack.resource(ResourcegroupsGroup)).toMatchObject({
    name: 'acme-s1-linux',
    configuration: [
      {
        type: 'AWS::EC2::HostManagement',
        parameters: [
          { name: 'allowed-host-based-license-configurations', values: [license] },
          { name: 'allowed-host-families', values: ['mac2', 'mac2-m2'] },
          { name: 'auto-allocate-host', values: ['true'] },
          { name: 'auto-release-host', values: ['false'] },
          { name: 'auto-host-recovery', values: ['true'] },
        ],
      },
      {
        type: 'AWS::ResourceGroups::Generic',
        parameters: [
          { name: 'allowed-resource-types', values: ['AWS::EC2::Host'] },
          { name: 'deletion-protection', values: ['UNLESS_EMPTY'] },
        ],
      },
    ],
  });
});

test('hosts that exist become members', () => {
  const members = macStack(', hosts: [h-0a1b2c3d]').resources(ResourcegroupsResource);
  expect(members).toEqual([
    expect.objectContaining({
      resource_arn: expect.stringMatching(
        /^arn:\$\{data\.aws_partition\..+\}:ec2:us-east-1:.+:dedicated-host\/h-0a1b2c3d$/,
      ),
    }),
  ]);
});

test('other systems have no hosts', () => {
  expect(synthAgentStack().resources(ResourcegroupsGroup)).toEqual([]);
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { synthAgentStack } from '../synth-agent-stack';

function template(settings?: string, fleet?: string) {
  return synthAgentStack(settings, fleet).resource(LaunchTemplate);
}

function userDataOf(settings?: string): string {
  return Buffer.from(String(template(settings)['user_data']), 'base64').toString();
}

test('containers of jobs cannot reach the instance role: IMDSv2 with a hop limit of 1', () => {
  expect(template()).toMatchObject({
    metadata_options: { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 },
  });
});

test('the root volume is encrypted and goes with the instance', () => {
  const ebs = { volume_size: 64, volume_type: 'gp3', encrypted: 'true', delete_on_termination: 'true' };
  expect(template()['block_device_mappings']).toEqual([{ device_name: '/dev/sda1', ebs }]);
});

test('disk settings reach the volume, with a key by its ARN', () => {
  const disk =
    'disk: { device: /dev/xvda, size: 100GiB, iops: 4000, throughput: 250, initializationRate: 200, kmsKey: alias/disks }';
  const ebs = {
    volume_size: 100,
    iops: 4000,
    throughput: 250,
    volume_initialization_rate: 200,
    kms_key_id: expect.stringMatching(/aws_kms_key.+\.arn\}$/),
  };
  expect(template(disk)['block_device_mappings']).toEqual([
    { device_name: '/dev/xvda', ebs: expect.objectContaining(ebs) },
  ]);
});

test('an instance that powers off is gone', () => {
  expect(template()['instance_initiated_shutdown_behavior']).toBe('terminate');
});

test('instances, volumes and network interfaces carry the tags', () => {
  const tags = {
    Name: 'acme-s1-linux',
    team: 'platform',
    'agent-fleet:fleet': 'acme',
    'agent-fleet:agent-type': 's1-linux',
    'agent-fleet:version': expect.stringMatching(/^\d+\.\d+\.\d+/),
  };
  const specifications = template('tags: { team: platform }')['tag_specifications'];
  expect(specifications).toEqual(
    ['instance', 'volume', 'network-interface'].map((resource_type) => ({ resource_type, tags })),
  );
});

test('user data is a script that names the configuration, and its version', () => {
  expect(userDataOf()).toMatch(
    /^#!\/bin\/sh\nAGENT_FLEET_CONFIG=\/agent-fleet\/acme-s1-linux\/config\nAGENT_FLEET_CONFIG_VERSION=[0-9a-f]{12}\nAGENT_FLEET_TOKEN=\/\S+\n$/,
  );
});

test('on Windows user data is PowerShell', () => {
  expect(userDataOf('image: { os: windows }\ninstances: { types: [m5.large] }')).toMatch(
    /^<powershell>\n\$AGENT_FLEET_CONFIG = '\/agent-fleet\/acme-s1-linux\/config'\n\$AGENT_FLEET_CONFIG_VERSION = '[0-9a-f]{12}'\n\$AGENT_FLEET_TOKEN = '\/\S+'\n<\/powershell>\n$/,
  );
});

test.each([
  'agent: { idleTimeout: 6m }',
  'agent: { env: { A: b } }',
  'knownHosts: [github, gitlab]',
  'cache: { bucket: team-cache }',
])('a change that instances learn at boot makes a new template: %s', (change) => {
  expect(userDataOf(change)).not.toBe(userDataOf());
});

test('a change of size makes no new template', () => {
  expect(template('size: { max: 9 }')).toEqual(template('size: { max: 3 }'));
});

test('IPv6 needs a network interface, which names the security group instead of the template', () => {
  const network =
    'network: { vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d], ipv6: true }\ninstances: { types: [t3.large] }';
  const withIpv6 = template(network);
  expect(withIpv6).not.toHaveProperty('vpc_security_group_ids');
  const group = expect.stringMatching(/aws_security_group\.network_instances/);
  expect(withIpv6['network_interfaces']).toEqual([
    { device_index: 0, ipv6_address_count: 1, delete_on_termination: 'true', security_groups: [group] },
  ]);
  expect(template()).not.toHaveProperty('network_interfaces');
});

test('a key pair is there only when it is asked for', () => {
  expect(template()).not.toHaveProperty('key_name');
  expect(template('network: { ssh: { keyName: "a ${b}" } }')['key_name']).toBe('a $${b}');
});

test('a hibernated warm pool has instances that can hibernate', () => {
  const settings = 'instances: { types: [m5.large], warmPool: { state: hibernated } }';
  expect(template(settings)['hibernation_options']).toEqual({ configured: true });
});

test('macs run on the hosts of their resource group, with their license', () => {
  const license =
    'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef';
  const mac = template(`image: { os: macos, arch: arm64 }\nmac: { licenseConfiguration: "${license}" }`);
  expect(mac).toMatchObject({
    instance_type: 'mac2.metal',
    placement: {
      tenancy: 'host',
      host_resource_group_arn: expect.stringMatching(/aws_resourcegroups_group.+\.arn\}$/),
    },
    license_specification: [{ license_configuration_arn: license }],
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's
import { DataAwsAmi } from '@cdktf/provider-aws/lib/data-aws-ami';
import { DataAwsAmiIds } from '@cdktf/provider-aws/lib/data-aws-ami-ids';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { synthAgentStack } from '../synth-agent-stack';

function ami(settings: string) {
  return synthAgentStack(settings).dataSources(DataAwsAmi)[0];
}

function newestImages(settings: string) {
  return synthAgentStack(settings).dataSources(DataAwsAmiIds)[0];
}

test('without settings exactly the image that this checkout builds is taken', () => {
  expect(newestImages('')).toMatchObject({
    owners: ['self'],
    filter: [
      { name: 'name', values: [expect.stringMatching(/^agent-fleet-ubuntu-noble-x86_64-[0-9a-f]{12}$/)] },
      { name: 'architecture', values: ['x86_64'] },
      { name: 'state', values: ['available'] },
    ],
  });
});

test('an image may be found by name pattern and owner', () => {
  const image = newestImages('image: { name: "ubuntu/images/*noble*", owner: "099720109477" }');
  expect(image).toMatchObject({ owners: ['099720109477'] });
  expect(image?.['filter']).toContainEqual({ name: 'name', values: ['ubuntu/images/*noble*'] });
});

test('a deploy without an image says what it looked for, and how to build that', () => {
  const error_message = expect.stringMatching(
    /called agent-fleet-ubuntu-noble-x86_64-\w{12},.+ `npx fleet image build --agent-type s1-linux`/,
  );
  expect(newestImages('')).toMatchObject({ lifecycle: { postcondition: [{ error_message }] } });
});

test('an image by its id is checked for its architecture, whoever owns it', () => {
  const image = ami('image: { ami: ami-0a1b2c3d, arch: arm64 }\ninstances: { types: [c7g.large] }');
  expect(image).toMatchObject({
    filter: [{ name: 'image-id', values: ['ami-0a1b2c3d'] }],
    lifecycle: { postcondition: [{ condition: '${self.architecture == "arm64"}' }] },
  });
  expect(image).not.toHaveProperty('owners');
});

test('an image by SSM parameter is looked up when Terraform plans', () => {
  const name = '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id';
  const stack = synthAgentStack(`image: { ssmParameter: ${name} }`);
  expect(stack.dataSources(DataAwsSsmParameter)).toEqual([expect.objectContaining({ name })]);
  const id = expect.stringMatching(/^\$\{data\.aws_ssm_parameter\..+\.insecure_value\}$/);
  expect(stack.dataSources(DataAwsAmi)[0]?.['filter']).toEqual([{ name: 'image-id', values: [id] }]);
});

test('images of macOS have architectures of their own', () => {
  const license =
    'arn:aws:license-manager:us-east-1:123456789012:license-configuration:lic-0123456789abcdef0123456789abcdef';
  const image = newestImages(`image: { os: macos, arch: arm64 }\nmac: { licenseConfiguration: "${license}" }`);
  expect(image?.['filter']).toContainEqual({ name: 'architecture', values: ['arm64_mac'] });
});

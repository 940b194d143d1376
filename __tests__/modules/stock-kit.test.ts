import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { pinnedVersionsFile } from '../pinned-versions';
import { synthAgentStack } from '../synth-agent-stack';

const fleet = `region: us-east-1\nversions: ${pinnedVersionsFile()}`;
const stock = synthAgentStack('image: { stock: true }', fleet);

test('an instance of an image has no kit', () => {
  expect(synthAgentStack().resources(S3Object)).toEqual([]);
});

test("the kit's bucket is private, encrypted, versioned, and gone with the stack", () => {
  expect(stock.resource(S3Bucket)).toMatchObject({ bucket_prefix: 'acme-s1-linux-kit-', force_destroy: true });
  expect(stock.resource(S3BucketPublicAccessBlock)).toMatchObject({ block_public_acls: true });
  expect(stock.resources(S3BucketServerSideEncryptionConfigurationA)).toHaveLength(1);
  expect(stock.resource(S3BucketVersioningA)).toMatchObject({ versioning_configuration: { status: 'Enabled' } });
  expect(stock.json).toContain('aws:SecureTransport');
});

test('the instance role may read the kit and nothing else of S3', () => {
  const granted = stock.grants('instance-role').filter(({ actions }) => actions.some((each) => each.startsWith('s3:')));
  expect(granted).toEqual([
    {
      actions: ['s3:GetObjectVersion'],
      resources: [expect.stringMatching(/^\$\{aws_s3_bucket\.\S+\.arn\}\/kit\.tar$/)],
    },
  ]);
});

test('user data names the version of the kit and its checksum, and is taken literally', () => {
  const text = String(stock.resource(LaunchTemplate)['user_data']);
  expect(text).toMatch(/^\$\{base64encode\(join\("", \["#cloud-boothook\\n#!\/bin\/sh\\nAGENT_FLEET_CONFIG=/);
  expect(text).toMatch(/, aws_s3_object\.stock-kit_\w+\.version_id, " [0-9a-f]{64} us-east-1 /);
  expect(text).not.toMatch(/(?<!\$)\$\{(?!base64encode)/);
});

test.each([
  ['ubuntu-noble', 'x86_64', 't3.micro', '24.04/stable/current/amd64/hvm/ebs-gp3'],
  ['ubuntu-jammy', 'arm64', 't4g.micro', '22.04/stable/current/arm64/hvm/ebs-gp2'],
])('the plain image of %s for %s is the newest of Canonical', (os, arch, type, path) => {
  const settings = `image: { stock: true, os: ${os}, arch: ${arch} }\ninstances: { types: [${type}] }`;
  const name = `/aws/service/canonical/ubuntu/server/${path}/ami-id`;
  expect(synthAgentStack(settings, fleet).dataSources(DataAwsSsmParameter)).toContainEqual(
    expect.objectContaining({ name }),
  );
});

test('a stock image without checksums is refused when the stack is synthesized', () => {
  expect(() => synthAgentStack('image: { stock: true }')).toThrow(
    /^agentTypes\.s1-linux\.image\.stock: toolbox v\S+ for linux-x86_64 has no checksum in versions\.json; `fleet image pin`/,
  );
});

import { KmsGrant } from '@cdktf/provider-aws/lib/kms-grant';
import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { synthAgentStack } from '../synth-agent-stack';

test('EC2 Auto Scaling may use a customer key for disks, before instances are replaced', () => {
  const stack = synthAgentStack('disk: { kmsKey: alias/disks }');
  const grant = stack.resource(KmsGrant);
  expect(grant).toMatchObject({
    name: 'acme-s1-linux-disk',
    key_id: expect.stringMatching(/^\$\{data\.aws_kms_key\.disk-key_.+\.arn\}$/),
    grantee_principal: expect.stringMatching(
      /:role\/aws-service-role\/autoscaling\.amazonaws\.com\/AWSServiceRoleForAutoScaling$/,
    ),
    // EC2 passes the grant on to EBS, which decrypts the key of the volume whenever the instance starts.
    operations: expect.arrayContaining(['CreateGrant', 'Decrypt', 'DescribeKey', 'GenerateDataKeyWithoutPlaintext']),
    // The first group of an account makes the role.
    depends_on: [expect.stringMatching(/^aws_autoscaling_group\./)],
  });
  expect(stack.resource(LambdaInvocation)['depends_on']).toContain(`aws_kms_grant.${grant.address}`);
});

test('where AWS has the key nothing is granted', () => {
  expect(synthAgentStack().resources(KmsGrant)).toEqual([]);
});

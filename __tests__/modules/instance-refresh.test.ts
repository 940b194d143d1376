import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { z } from 'zod';
import { readDesiredConfiguration } from '../../refresh-lambda/desired-configuration';
import { readEnvironment } from '../../refresh-lambda/environment';
import { synthAgentStack } from '../synth-agent-stack';

function invocation(settings?: string) {
  return z
    .object({ input: z.string(), depends_on: z.array(z.string()) })
    .parse(synthAgentStack(settings).resource(LambdaInvocation));
}

const version = expect.stringMatching(/^\$\{aws_launch_template\..+\.latest_version\}$/);
const id = expect.stringMatching(/^\$\{aws_launch_template\..+\.id\}$/);

test.each([
  ['one type', ''],
  ['a mix', 'instances: { types: [c7i.large, m7i.large], onDemandPercentAboveBase: 0 }'],
  ['requirements', 'instances: { requirements: { vcpuCount: { min: 2 }, memoryMib: { min: 4096 } } }'],
  ['a warm pool', 'instances: { types: [c7i.large], warmPool: {} }'],
])('with %s a deploy tells the function the whole configuration, in the words that it understands', (_, settings) => {
  const input: unknown = JSON.parse(invocation(settings).input);
  expect(readDesiredConfiguration(input)).toEqual(input);
});

test('the configuration names the newest version of the template, so that each new one invokes the function', () => {
  expect(JSON.parse(invocation().input)).toMatchObject({
    MixedInstancesPolicy: {
      LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId: id, Version: version } },
    },
  });
  expect(JSON.parse(invocation('instances: { types: [c7i.large], warmPool: {} }').input)).toEqual({
    LaunchTemplate: { LaunchTemplateId: id, Version: version },
  });
});

test('instances are replaced when group and hooks are as they are to be', () => {
  const { depends_on } = invocation();
  expect(depends_on).toContainEqual(expect.stringMatching(/^aws_autoscaling_group\./));
  expect(depends_on).toContainEqual(expect.stringMatching(/^aws_autoscaling_lifecycle_hook\..*_launch/));
});

test('the function gets the environment that it reads', () => {
  const functions = synthAgentStack().resources(LambdaFunction);
  const variables = z.object({ environment: z.object({ variables: z.record(z.string(), z.string()) }) });
  const found = functions.find(({ address }) => address.startsWith('refresh'));
  expect(readEnvironment(variables.parse(found).environment.variables)).toEqual({ autoScalingGroup: 'acme-s1-linux' });
});

test('the function may refresh its own group, with its own template and role, and nothing else', () => {
  const grants = synthAgentStack().grants('refresh_role');
  expect(grants).toEqual([
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [expect.stringMatching(/-refresh:\*$/)] },
    { actions: ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeInstanceRefreshes'], resources: ['*'] },
    {
      actions: ['autoscaling:CancelInstanceRefresh', 'autoscaling:StartInstanceRefresh'],
      resources: [expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/acme-s1-linux$/)],
    },
    {
      actions: ['ec2:RunInstances'],
      resources: ['*'],
      condition: [
        {
          test: 'ArnLike',
          variable: 'ec2:LaunchTemplate',
          values: [expect.stringMatching(/:launch-template\/\$\{local\.launch-template_id.*\}$/)],
        },
      ],
    },
    {
      actions: ['ec2:CreateTags'],
      resources: ['instance', 'volume', 'network-interface'].map((type) =>
        expect.stringMatching(new RegExp(`:${type}/\\*$`)),
      ),
      condition: [{ test: 'StringEquals', variable: 'ec2:CreateAction', values: ['RunInstances'] }],
    },
    {
      actions: ['iam:PassRole'],
      resources: [expect.stringMatching(/^\$\{aws_iam_role\.instance-role.*\.arn\}$/)],
      condition: [
        {
          test: 'StringEquals',
          variable: 'iam:PassedToService',
          values: [expect.stringMatching(/^\$\{data\.aws_service_principal\.instance-role/)],
        },
      ],
    },
  ]);
});

test('the address by which people start a refresh again is the one in the docs', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'architecture.md'), 'utf8');
  const { address } = synthAgentStack().resource(LambdaInvocation);
  expect(page).toContain(`-replace=aws_lambda_invocation.${address}`);
});

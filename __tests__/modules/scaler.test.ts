import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { z } from 'zod';
import { readEnvironment } from '../../scaler-lambda/environment';
import { synthAgentStack } from '../synth-agent-stack';

type Stack = ReturnType<typeof synthAgentStack>;
type TerraformType = Parameters<Stack['resources']>[0];

function ofScaler(stack: Stack, type: TerraformType) {
  return stack.resources(type).find(({ address }) => address.startsWith('scaler'));
}

function environmentOf(stack: Stack) {
  const environment = z.object({ variables: z.record(z.string(), z.string()) });
  return environment.parse(ofScaler(stack, LambdaFunction)?.['environment']).variables;
}

test('one scaler at a time runs each minute on arm64, and a late or failed run is not repeated', () => {
  const stack = synthAgentStack();
  expect(ofScaler(stack, LambdaFunction)).toMatchObject({
    function_name: 'acme-s1-linux-scaler',
    runtime: 'nodejs22.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    reserved_concurrent_executions: 1,
    timeout: 60,
  });
  expect(ofScaler(stack, LambdaFunctionEventInvokeConfig)).toMatchObject({
    maximum_event_age_in_seconds: 60,
    maximum_retry_attempts: 0,
  });
  expect(ofScaler(stack, CloudwatchEventRule)).toMatchObject({ schedule_expression: 'rate(1 minute)' });
});

test('only its own rule may invoke the scaler, and does so when the permission is there', () => {
  const stack = synthAgentStack();
  expect(ofScaler(stack, LambdaPermission)).toMatchObject({
    principal: 'events.amazonaws.com',
    source_arn: expect.stringMatching(/^\$\{aws_cloudwatch_event_rule\.scaler.+\.arn\}$/),
  });
  const target = ofScaler(stack, CloudwatchEventTarget);
  expect(target?.['depends_on']).toContainEqual(expect.stringMatching(/^aws_lambda_permission\.scaler/));
});

test('the scaler logs into a group with a retention, which is there before it, as its policy is', () => {
  const stack = synthAgentStack('logs: { retentionDays: 7 }');
  const group = { name: '/aws/lambda/acme-s1-linux-scaler', retention_in_days: 7 };
  expect(ofScaler(stack, CloudwatchLogGroup)).toMatchObject(group);
  const dependencies = ofScaler(stack, LambdaFunction)?.['depends_on'];
  expect(dependencies).toContainEqual(expect.stringMatching(/^aws_cloudwatch_log_group\.scaler/));
  expect(dependencies).toContainEqual(expect.stringMatching(/^aws_iam_role_policy\.scaler/));
});

test('the scaler sets the size of this group and of no other', () => {
  const grants = synthAgentStack().grants('scaler_role');
  const group = expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/acme-s1-linux$/);
  expect(grants).toContainEqual({ actions: ['autoscaling:SetDesiredCapacity'], resources: [group] });
  // IAM knows no resources for them.
  const describe = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'];
  expect(grants).toContainEqual({ actions: describe, resources: ['*'] });
});

test.each([
  ['', undefined],
  ['headroom: { number: 2 }', { number: 2 }],
  ['headroom: { percent: 10 }', { percent: 10 }],
])('the function understands the environment that it is given, with headroom "%s"', (headroom, expected) => {
  const stack = synthAgentStack(`size: { max: 5, ${headroom} }\nagent: { perInstance: 2, disconnectAfterJob: false }`);
  expect(readEnvironment(environmentOf(stack))).toEqual({
    semaphoreUrl: 'https://acme.semaphoreci.com',
    tokenParameter: '/agents/token',
    // The reference makes the group exist before its scaler, and outlive it.
    autoScalingGroup: expect.stringMatching(/^\$\{aws_autoscaling_group\..+\.name\}$/),
    stackName: 'acme-s1-linux',
    agentsPerInstance: 2,
    wantedParameter: expect.stringMatching(/^\$\{aws_ssm_parameter\.wanted.+\.name\}$/),
    readyFor: 50,
    expectedBoot: 75,
    headroom: expected,
    schedules: [],
  });
});

test('the readiness that is set, and the boot time to expect of the operating system, reach the function', () => {
  const stack = synthAgentStack('size: { max: 5, readyFor: 90% }\nimage: { os: windows }');
  expect(readEnvironment(environmentOf(stack))).toMatchObject({ readyFor: 90, expectedBoot: 300 });
});

test('schedules reach the function, with their time zone', () => {
  const schedules = [
    { cron: '0 7 * * MON-FRI', timeZone: 'Europe/Berlin', min: 2 },
    { cron: '0 19 * * MON-FRI', timeZone: 'UTC' },
  ];
  const stack = synthAgentStack(
    'size: { max: 5, schedules: [{ cron: 0 7 * * MON-FRI, timeZone: Europe/Berlin, min: 2 }, { cron: 0 19 * * MON-FRI }] }',
  );
  expect(readEnvironment(environmentOf(stack)).schedules).toEqual(schedules);
});

test('as many schedules as there may be, at their longest, fit into the environment of a function', () => {
  // AWS allows 4 KB for all of it: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  const entry = (minute: number) =>
    `{ cron: "${minute} ${'0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22'.slice(0, 52)} * * *", ` +
    'timeZone: America/Argentina/ComodRivadavia, min: 100, max: 1000 }';
  const schedules = Array.from({ length: 20 }, (_, index) => entry(index + 10)).join(', ');
  const variables = environmentOf(synthAgentStack(`size: { max: 1000, schedules: [${schedules}] }`));
  const bytes = Object.entries(variables).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  expect(bytes).toBeLessThan(4096 - 512);
});

test('a static fleet has no scaler, and nothing that belongs to one', () => {
  const stack = synthAgentStack('size: { scaling: static, min: 2, max: 2 }');
  expect(ofScaler(stack, LambdaFunction)).toBeUndefined();
  expect(stack.json).not.toContain('scaler');
});

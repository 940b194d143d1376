import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { pinnedVersionsFile } from '../pinned-versions';
import { synthAgentStack } from '../synth-agent-stack';
import { functionCalls, supervisorCalls, unknownClients } from './aws-calls';

/** What a role needs: actions, on what, and who asks for them. */
type Need = readonly [actions: readonly string[], resource: RegExp, caller: string];

const everything = /^\*$/;
const group = /:autoscaling:us-east-1:.+:autoScalingGroup:\*:autoScalingGroupName\/acme-s1-linux$/;
const token = /:ssm:us-east-1:.+:parameter\/agents\/token$/;
const parameter = (name: string) => new RegExp(`:ssm:us-east-1:.+:parameter/agent-fleet/acme-s1-linux/${name}$`);
const tokenKey = /^\$\{data\.aws_kms_key\.token_key.+\.arn\}$/;
const logStreams = (log: string) => new RegExp(`:logs:us-east-1:.+:log-group:${log}:\\*$`);
const ownCode = 'our code';

const writesLogs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const runtime = (name: string): Need => [writesLogs, logStreams(`/aws/lambda/acme-s1-linux-${name}`), 'Lambda runtime'];

/** Who runs with which role. Reading one parameter or several is the same power: both actions come together. */
const roles: Readonly<Record<string, { readonly calls: readonly string[]; readonly needs: readonly Need[] }>> = {
  scaler_role: {
    calls: functionCalls('scaler-lambda'),
    needs: [
      [['ssm:GetParameter', 'ssm:GetParameters'], token, ownCode],
      [['kms:Decrypt'], tokenKey, 'SSM for whoever reads the token'],
      [['ssm:GetParameter', 'ssm:PutParameter'], parameter('wanted'), ownCode],
      [['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'], everything, ownCode],
      [['autoscaling:SetDesiredCapacity'], group, ownCode],
      runtime('scaler'),
      [
        [
          'ec2:AssignPrivateIpAddresses',
          'ec2:CreateNetworkInterface',
          'ec2:DeleteNetworkInterface',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:UnassignPrivateIpAddresses',
        ],
        everything,
        'Lambda, for a function in a VPC',
      ],
    ],
  },
  'known-hosts_refresh_role': {
    calls: functionCalls('known-hosts-lambda'),
    needs: [[['ssm:GetParameter', 'ssm:PutParameter'], parameter('known-hosts'), ownCode], runtime('known-hosts')],
  },
  refresh_role: {
    calls: functionCalls('refresh-lambda'),
    needs: [
      [['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeInstanceRefreshes'], everything, ownCode],
      [['autoscaling:CancelInstanceRefresh', 'autoscaling:StartInstanceRefresh'], group, ownCode],
      // AWS asks these of whoever changes what a group launches.
      [['ec2:RunInstances'], everything, 'StartInstanceRefresh'],
      [['ec2:CreateTags'], /:ec2:us-east-1:.+:(instance|volume|network-interface)\/\*$/, 'StartInstanceRefresh'],
      [['iam:PassRole'], /^\$\{aws_iam_role\.instance-role.+\.arn\}$/, 'StartInstanceRefresh'],
      runtime('refresh'),
    ],
  },
  'instance-role': {
    calls: supervisorCalls(),
    needs: [
      [['ssm:GetParameter', 'ssm:GetParameters'], token, ownCode],
      [['kms:Decrypt'], tokenKey, 'SSM for whoever reads the token'],
      [['ssm:GetParameter', 'ssm:GetParameters'], parameter('(known-hosts|wanted)'), ownCode],
      [['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters'], parameter('config'), ownCode],
      [
        [
          'autoscaling:CompleteLifecycleAction',
          'autoscaling:RecordLifecycleActionHeartbeat',
          'autoscaling:TerminateInstanceInAutoScalingGroup',
        ],
        group,
        ownCode,
      ],
      [['autoscaling:DescribeAutoScalingGroups'], everything, ownCode],
      // The CloudWatch agent asks for the same two, as long as it has no retention to set.
      [
        writesLogs,
        logStreams('/agent-fleet/acme-s1-linux/(agent|supervisor|cloud-init|cloud-init/output|system)'),
        ownCode,
      ],
      [['s3:GetObjectVersion'], /\$\{aws_s3_bucket\.stock-kit.+\.arn\}\/kit\.tar$/, 'fetch-kit.py'],
      [['s3:ListBucket'], /:s3:::\$\{aws_s3_bucket\.cache.+\.bucket\}$/, "jobs' cache command"],
      [
        ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        /:s3:::\$\{aws_s3_bucket\.cache.+\.bucket\}\/\*$/,
        "jobs' cache command",
      ],
      [
        [
          'ssm:UpdateInstanceInformation',
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        everything,
        'SSM Agent, for Session Manager',
      ],
    ],
  },
};

const stack = synthAgentStack(
  'token: { parameter: /agents/token, kmsKey: alias/ci }\nimage: { stock: true }\ncache: { create: true }\n' +
    'network: { vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d] }',
  `region: us-east-1\nversions: ${pinnedVersionsFile()}`,
);

/** Every allowed action with every resource that it is allowed on. */
function allowed(role: string): [action: string, resource: string][] {
  const statements = stack.grants(role).filter(({ effect }) => effect !== 'Deny');
  return statements.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((resource): [string, string] => [action, resource])),
  );
}

describe.each(Object.entries(roles))('%s', (role, { calls, needs }) => {
  test('may do what its code does, and what that entails', () => {
    const missing = needs.flatMap(([actions, resource, caller]) =>
      actions
        .filter((action) => !allowed(role).some(([given, on]) => given === action && resource.test(on)))
        .map((action) => `${action} on ${resource} for ${caller}`),
    );
    expect(missing).toEqual([]);
  });

  test('may do nothing that nobody does', () => {
    const unneeded = allowed(role).filter(
      ([action, on]) => !needs.some(([actions, resource]) => actions.includes(action) && resource.test(on)),
    );
    expect(unneeded).toEqual([]);
  });

  test('is known for all calls of its code, and for no others', () => {
    const known = needs.filter(([, , caller]) => caller === ownCode).flatMap(([actions]) => actions);
    const isTwin = (action: string) => /^ssm:GetParameters?$/.test(action);
    expect(calls).not.toEqual([]);
    expect(calls.filter((call) => !known.includes(call))).toEqual([]);
    expect(known.filter((action) => !calls.includes(action) && !isTwin(action))).toEqual([]);
  });
});

test('every function of the stack, and every client of the supervisor, is looked at here', () => {
  expect(stack.resources(LambdaFunction)).toHaveLength(Object.keys(roles).length - 1);
  expect(unknownClients()).toEqual([]);
});

test("Lambda's permissions on network interfaces are none of the function's code", () => {
  const wide = stack.grants('scaler_role').filter(({ actions }) => actions.includes('ec2:DeleteNetworkInterface'));
  const functionArn = expect.stringMatching(/:lambda:us-east-1:.+:function:acme-s1-linux-scaler$/);
  expect(wide).toEqual([
    { actions: expect.anything(), resources: ['*'] },
    {
      effect: 'Deny',
      actions: wide[0]?.actions,
      resources: ['*'],
      condition: [{ test: 'ArnEquals', variable: 'lambda:SourceFunctionArn', values: [functionArn] }],
    },
  ]);
});

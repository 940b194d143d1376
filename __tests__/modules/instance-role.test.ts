import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { synthAgentStack } from '../synth-agent-stack';

/** Actions for which AWS knows no narrower resource. */
const needEverything = /^(autoscaling:Describe|ssmmessages:|ssm:UpdateInstanceInformation$|ec2:)/;

test('a job can end or judge instances of its own group only', () => {
  const grants = synthAgentStack().grants('instance-role');
  const onGroup = grants.filter(({ actions }) => actions.some((action) => /^autoscaling:(?!Describe)/.test(action)));
  expect(onGroup).toEqual([
    {
      actions: expect.arrayContaining(['autoscaling:TerminateInstanceInAutoScalingGroup']),
      resources: [expect.stringMatching(/:autoScalingGroup:\*:autoScalingGroupName\/acme-s1-linux$/)],
    },
  ]);
});

test('no role has an action on everything that AWS can narrow down', () => {
  const stack = synthAgentStack('network: { vpc: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d] }');
  for (const role of ['instance-role', 'scaler_role', 'known-hosts_refresh_role']) {
    const wide = stack.grants(role).filter(({ resources }) => resources.includes('*'));
    for (const action of wide.flatMap(({ actions }) => actions)) expect(action).toMatch(needEverything);
  }
});

test('a job reads no parameter but configuration, known hosts, what the scaler wants, and its own token', () => {
  const grants = synthAgentStack()
    .grants('instance-role')
    .filter(({ actions }) => actions.includes('ssm:GetParameter'));
  const names = grants.flatMap(({ resources }) => resources).map((arn) => arn.replace(/^.*:parameter/, ''));
  expect(names.sort()).toEqual([
    '/agent-fleet/acme-s1-linux/config',
    '/agent-fleet/acme-s1-linux/known-hosts',
    '/agent-fleet/acme-s1-linux/wanted',
    '/agents/token',
  ]);
});

test('a job reads what its configuration has been, and of nothing else', () => {
  const grants = synthAgentStack()
    .grants('instance-role')
    .filter(({ actions }) => actions.includes('ssm:GetParameterHistory'));
  const ofConfiguration = expect.stringMatching(/:parameter\/agent-fleet\/acme-s1-linux\/config$/);
  expect(grants.flatMap(({ resources }) => resources)).toEqual([ofConfiguration]);
});

test('Session Manager works without the managed policy that reads every parameter of the account', () => {
  const stack = synthAgentStack();
  expect(stack.resources(IamRolePolicyAttachment)).toEqual([]);
  const actions = stack.grants('instance-role').flatMap(({ actions }) => actions);
  expect(actions).toContain('ssmmessages:OpenDataChannel');
});

test('managed policies may be named, with or without a path, or given as ARNs', () => {
  const stack = synthAgentStack('managedPolicies: [build, team/deploy, "arn:aws:iam::aws:policy/ReadOnlyAccess"]');
  const arns = stack.resources(IamRolePolicyAttachment).map((attachment) => attachment['policy_arn']);
  const own = (name: string) => expect.stringMatching(new RegExp(`^arn:\\$\\{.+\\}:iam::\\$\\{.+\\}:policy/${name}$`));
  expect(arns).toHaveLength(3);
  expect(arns).toEqual(
    expect.arrayContaining([own('build'), own('team/deploy'), 'arn:aws:iam::aws:policy/ReadOnlyAccess']),
  );
});

test('path and permissions boundary hold for every role', () => {
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  const roles = synthAgentStack(`roles: { path: /ci/, permissionsBoundary: "${boundary}" }`).resources(IamRole);
  expect(roles).toHaveLength(4);
  for (const role of roles) expect(role).toMatchObject({ path: '/ci/', permissions_boundary: boundary });
});

import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingLifecycleHook } from '@cdktf/provider-aws/lib/autoscaling-lifecycle-hook';
import { synthAgentStack } from '../synth-agent-stack';

function group(settings?: string) {
  return synthAgentStack(settings).resource(AutoscalingGroup);
}

const pinned = expect.stringMatching(/^\$\{aws_launch_template\..+\.latest_version\}$/);
const templateId = expect.stringMatching(/^\$\{aws_launch_template\..+\.id\}$/);

test('one On-Demand type is a mix as well, so that a second one is an update like any other', () => {
  expect(group('instances: { types: [c7i.large] }')).toMatchObject({
    mixed_instances_policy: { launch_template: { override: [{ instance_type: 'c7i.large' }] } },
  });
});

test('a warm pool comes with the template alone, whose version is pinned', () => {
  const warm = group('instances: { types: [c7i.large], warmPool: {} }');
  expect(warm['launch_template']).toEqual({ id: templateId, version: pinned });
  expect(warm).not.toHaveProperty('mixed_instances_policy');
});

test('several types, base, share and strategies of Spot make a mix that is given in full', () => {
  const settings =
    'instances: { types: [c7i.large, m7i.large], onDemandBase: 2, onDemandPercentAboveBase: 25, onDemandStrategy: lowest-price, spotStrategy: capacity-optimized, capacityRebalance: true }\nsize: { max: 9 }';
  expect(group(settings)).toMatchObject({
    capacity_rebalance: true,
    mixed_instances_policy: {
      instances_distribution: {
        on_demand_allocation_strategy: 'lowest-price',
        on_demand_base_capacity: 2,
        on_demand_percentage_above_base_capacity: 25,
        spot_allocation_strategy: 'capacity-optimized',
      },
      launch_template: {
        launch_template_specification: { launch_template_id: templateId, version: pinned },
        override: [{ instance_type: 'c7i.large' }, { instance_type: 'm7i.large' }],
      },
    },
  });
});

test('attributes choose the types when they are given, each with its range', () => {
  const requirements =
    'instances: { requirements: { vcpuCount: { min: 2, max: 8 }, memoryMib: { min: 4096 }, memoryGibPerVcpu: { min: 2 }, localStorage: included, allowedInstanceTypes: ["m*"] } }';
  expect(group(requirements)).toMatchObject({
    mixed_instances_policy: {
      instances_distribution: { on_demand_allocation_strategy: 'lowest-price' },
      launch_template: {
        override: [
          {
            instance_requirements: {
              vcpu_count: { min: 2, max: 8 },
              memory_mib: { min: 4096 },
              memory_gib_per_vcpu: { min: 2 },
              local_storage: 'included',
              allowed_instance_types: ['m*'],
            },
          },
        ],
      },
    },
  });
});

test('a deploy does not reset the size that the scaler set', () => {
  expect(group('size: { min: 1, max: 5, desired: 2 }')).toMatchObject({
    min_size: 1,
    max_size: 5,
    desired_capacity: 2,
    lifecycle: { ignore_changes: expect.arrayContaining(['desired_capacity']) },
  });
  expect(group('size: { min: 1, max: 5 }')['desired_capacity']).toBe(1);
});

test('what the group launches is not changed by a deploy but by a refresh, which can go back', () => {
  const settings = group();
  expect(settings).not.toHaveProperty('instance_refresh');
  expect(settings['lifecycle']).toEqual({
    ignore_changes: ['desired_capacity', 'initial_lifecycle_hook', 'launch_template', 'mixed_instances_policy'],
  });
});

test('a mix becomes a template alone before a warm pool is added, and only its version is left to refreshes', () => {
  expect(group('instances: { types: [c7i.large], warmPool: {} }')['lifecycle']).toEqual({
    ignore_changes: ['desired_capacity', 'initial_lifecycle_hook', 'launch_template[0].version'],
  });
});

test('no rebalance between zones ends a busy agent', () => {
  expect(group()['suspended_processes']).toEqual(['AZRebalance']);
});

test('the first instance meets the hooks already, and later changes of their limits reach them', () => {
  const stack = synthAgentStack('agent: { bootLimit: 15m, drainLimit: 4h }');
  const created = stack.resource(AutoscalingGroup);
  const launch = {
    name: 'launch',
    lifecycle_transition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    heartbeat_timeout: 900,
    default_result: 'ABANDON',
  };
  const terminate = {
    name: 'terminate',
    lifecycle_transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeat_timeout: 360,
    default_result: 'CONTINUE',
  };
  expect(created['initial_lifecycle_hook']).toEqual([launch, terminate]);
  expect(created['lifecycle']).toEqual({ ignore_changes: expect.arrayContaining(['initial_lifecycle_hook']) });
  const hooks = stack.resources(AutoscalingLifecycleHook);
  expect(hooks).toEqual([expect.objectContaining(launch), expect.objectContaining(terminate)]);
  // Through the reference they are destroyed before the group, so that a destroy waits for no job.
  const groupName = expect.stringMatching(/^\$\{aws_autoscaling_group\..+\.name\}$/);
  for (const hook of hooks) expect(hook['autoscaling_group_name']).toEqual(groupName);
});

test('no instance starts before its permissions, parameters and log groups exist', () => {
  const dependencies = group('managedPolicies: [build]')['depends_on'];
  for (const needed of [
    /^aws_iam_role_policy\.instance-role/,
    /^aws_iam_role_policy_attachment\.instance-role/,
    /^aws_ssm_parameter\.config/,
    /^aws_ssm_parameter\.known-hosts/,
    /^aws_cloudwatch_log_group\.logs_agent/,
  ]) {
    expect(dependencies).toContainEqual(expect.stringMatching(needed));
  }
});

test('metrics, lifetime and protection are as set, and absent otherwise', () => {
  const settings = 'size: { max: 5, maxLifetime: 7d, metrics: [GroupMaxSize], protectFromScaleIn: true }';
  expect(group(settings)).toMatchObject({
    max_instance_lifetime: 604_800,
    enabled_metrics: ['GroupMaxSize'],
    metrics_granularity: '1Minute',
    protect_from_scale_in: true,
  });
  expect(group()).not.toHaveProperty('max_instance_lifetime');
  expect(group()).not.toHaveProperty('enabled_metrics');
});

test('a warm pool keeps unused instances only', () => {
  const settings = 'instances: { types: [m5.large], warmPool: { min: 1, max: 3, state: running } }';
  expect(group(settings)['warm_pool']).toEqual({
    min_size: 1,
    max_group_prepared_capacity: 3,
    pool_state: 'Running',
    instance_reuse_policy: { reuse_on_scale_in: false },
  });
});

test('what the group launches is tagged', () => {
  const tags = group('tags: { team: platform }')['tag'];
  expect(tags).toContainEqual({ key: 'team', value: 'platform', propagate_at_launch: true });
  expect(tags).toContainEqual({ key: 'agent-fleet:agent-type', value: 's1-linux', propagate_at_launch: true });
  expect(tags).toContainEqual({ key: 'Name', value: 'acme-s1-linux', propagate_at_launch: true });
});

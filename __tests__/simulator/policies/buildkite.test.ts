import { elasticStack } from '../../../simulator/policies/buildkite';
import type { TickView } from '../../../simulator/policy';
import { defaultScenario } from '../../../simulator/scenario';

const settings = { terminateAfterJob: false, idlePeriod: 600, scaleOutCooldown: 300, instanceBuffer: 0 };

function view(more: Partial<TickView> & { queued?: number; running?: number; desired?: number }): TickView {
  const { queued = 0, running = 0, desired = 0, ...rest } = more;
  return {
    now: 0,
    jobs: { queued, running },
    agents: desired,
    idle: 0,
    group: { min: 0, max: 10, desired },
    inService: desired,
    ...rest,
  };
}

test('it scales out to the jobs there are, and not again before its cooldown has passed', () => {
  const policy = elasticStack(defaultScenario, settings);
  expect(policy.desiredCapacity(view({ now: 0, queued: 2 }))).toBe(2);
  expect(policy.desiredCapacity(view({ now: 100, queued: 5, desired: 2 }))).toBe(2);
  expect(policy.desiredCapacity(view({ now: 300, queued: 5, desired: 2 }))).toBe(5);
});

test('it never scales in: DisableScaleIn is the default', () => {
  const policy = elasticStack(defaultScenario, settings);
  expect(policy.desiredCapacity(view({ desired: 4 }))).toBe(4);
});

test('the buffer is no larger than what the jobs need, and none without jobs', () => {
  const policy = elasticStack(defaultScenario, { ...settings, scaleOutCooldown: 0, instanceBuffer: 3 });
  expect(policy.desiredCapacity(view({ queued: 1 }))).toBe(2);
  expect(policy.desiredCapacity(view({ queued: 5, desired: 2 }))).toBe(8);
  expect(policy.desiredCapacity(view({}))).toBe(0);
});

test('it asks for one instance more when too few of the agents are there', () => {
  const policy = elasticStack(defaultScenario, { ...settings, scaleOutCooldown: 0 });
  expect(policy.desiredCapacity(view({ running: 1, desired: 4, agents: 1 }))).toBe(5);
  expect(policy.desiredCapacity(view({ running: 1, desired: 4, agents: 2 }))).toBe(4);
});

test('agents per instance divide what is needed', () => {
  const policy = elasticStack({ ...defaultScenario, agentsPerInstance: 4 }, settings);
  expect(policy.desiredCapacity(view({ queued: 9 }))).toBe(3);
});

test('it stays within the sizes of the group', () => {
  const policy = elasticStack(defaultScenario, settings);
  expect(policy.desiredCapacity(view({ queued: 99 }))).toBe(10);
});

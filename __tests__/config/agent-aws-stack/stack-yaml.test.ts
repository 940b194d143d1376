// biome-ignore-all lint/suspicious/noTemplateCurlyInString: a reference to the environment looks like one

import fc from 'fast-check';
import { stackKeys } from '../../../config/agent-aws-stack/stack-keys';
import { parseFleet } from '../../../config/load-fleet';
import { allKeys, imported, printed } from './stack-configuration';

const values: Record<string, fc.Arbitrary<unknown>> = {
  SEMAPHORE_AGENT_INSTANCE_TYPE: fc.constantFrom('t3.large', 'c6i.large'),
  SEMAPHORE_AGENT_ASG_MIN_SIZE: fc.constantFrom('0', '1', 1),
  SEMAPHORE_AGENT_ASG_MAX_SIZE: fc.constantFrom('2', 9),
  SEMAPHORE_AGENT_ASG_METRICS: fc.constantFrom('', 'GroupMinSize,GroupMaxSize'),
  SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME: fc.constantFrom('0', '86400', '90000'),
  SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB: fc.constantFrom('true', 'false', true, false),
  SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT: fc.constantFrom('0', '90', '3600'),
  SEMAPHORE_AGENT_OS: fc.constantFrom('ubuntu-focal', 'ubuntu-noble', 'windows'),
  SEMAPHORE_AGENT_KEY_NAME: fc.constantFrom('ci', 'a key: with "${env:HOME}"'),
  SEMAPHORE_AGENT_TOKEN_KMS_KEY: fc.constantFrom('alias/ci', 'alias/aws/ssm', 'ci-token'),
  SEMAPHORE_AGENT_SUBNETS: fc.constantFrom('subnet-12345678'),
  SEMAPHORE_AGENT_USE_DYNAMIC_SCALING: fc.constantFrom('true', 'false', true, false),
  SEMAPHORE_AGENT_VOLUME_NAME: fc.constantFrom('/dev/sda1'),
  SEMAPHORE_AGENT_VOLUME_TYPE: fc.constantFrom('gp2', 'gp3'),
  SEMAPHORE_AGENT_VOLUME_THROUGHPUT: fc.constantFrom('250'),
  SEMAPHORE_AGENT_TAGS: fc.constantFrom('team:a:b', 'Name:x', 'a:1,b:true'),
  SEMAPHORE_AGENT_USE_IPV6: fc.constantFrom('true', 'yes', false),
  SEMAPHORE_AGENT_OVERPROVISION_STRATEGY: fc.constantFrom('none', 'number', 'percentage'),
  SEMAPHORE_AGENT_OVERPROVISION_FACTOR: fc.constantFrom('1', 50),
  SEMAPHORE_AGENT_ON_DEMAND_PERCENTAGE_ABOVE_BASE: fc.constantFrom('100', '50', 0),
  SEMAPHORE_AGENT_SPOT_ALLOCATION_STRATEGY: fc.constantFrom('lowest-price'),
  SEMAPHORE_AGENT_ASG_CAPACITY_REBALANCE: fc.constantFrom('true', 'false'),
};

test('the printed fleet file is the same fleet', () => {
  const configuration = fc.record(values, { requiredKeys: [] });
  const isSame = (given: Record<string, unknown>) => {
    const { fleet, problems } = imported(given).checked;
    // A factor that is missing is the one mistake these values can make together.
    fc.pre(problems.every(({ path }) => path === 'SEMAPHORE_AGENT_OVERPROVISION_FACTOR') && fleet !== undefined);
    expect(parseFleet(printed(given)).fleet).toEqual(fleet);
  };
  fc.assert(fc.property(configuration, isSame));
});

test('each remark stands as a comment above the setting that it is about', () => {
  const lines = printed({ SEMAPHORE_AGENT_KEY_NAME: 'ci', SEMAPHORE_AGENT_TAGS: 'a:b:c' }).split('\n');
  const above = (setting: string) => lines[lines.findIndex((line) => line.trim().startsWith(setting)) - 1]?.trim();
  expect(above('keyName:')).toMatch(/^# SEMAPHORE_AGENT_KEY_NAME agent-aws-stack opens port 22/);
  expect(above('tags:')).toMatch(/^# SEMAPHORE_AGENT_TAGS agent-aws-stack cuts a off/);
  expect(above('os:')).toMatch(/^# SEMAPHORE_AGENT_OS was not set/);
});

test('what is left out is told at the top', () => {
  expect(printed({ SEMAPHORE_AGENT_SUBNETS: 'subnet-12345678' })).toMatch(
    /^# From config\.json, .*\n(?:#.*\n)*# SEMAPHORE_AGENT_SUBNETS left out: /,
  );
});

test('all 47 settings of agent-aws-stack have a place or an explanation', () => {
  expect(allKeys).toHaveLength(47);
  expect(new Set(allKeys).size).toBe(47);
  for (const { setting } of stackKeys) expect(setting).not.toBe('');
});

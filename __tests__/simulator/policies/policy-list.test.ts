import { agentAwsStack } from '../../../simulator/policies/agent-aws-stack';
import { policyList } from '../../../simulator/policies/policy-list';
import { defaultScenario } from '../../../simulator/scenario';
import { waitStatistics } from '../../../simulator/statistics';
import { generateTrace } from '../../../simulator/traces/generator-list';
import { officeHours } from '../../../simulator/traces/office-hours';

test('the policies are those that people compare, each with the source of its rules', () => {
  expect(policyList.map(({ name }) => name)).toEqual([
    'agent-fleet',
    'agent-aws-stack',
    'buildkite',
    'buildkite-best',
    'fixed',
    'oracle',
  ]);
  for (const { source } of policyList) expect(source).not.toBe('');
});

test('headroom that agent-aws-stack has is worth its instance-hours', () => {
  const trace = generateTrace(officeHours, { seed: 1, days: 2 });
  const without = agentAwsStack.run(trace, defaultScenario);
  for (const headroom of [{ number: 3 }, { percent: 30 }]) {
    const { waits, instanceSeconds } = agentAwsStack.run(trace, { ...defaultScenario, headroom });
    expect(waitStatistics(waits).mean).toBeLessThan(waitStatistics(without.waits).mean);
    expect(instanceSeconds).toBeGreaterThan(without.instanceSeconds);
  }
});

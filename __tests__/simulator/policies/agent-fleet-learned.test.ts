import fc from 'fast-check';
import { agentAwsStack } from '../../../simulator/policies/agent-aws-stack';
import {
  agentFleetEconomy,
  agentFleetFast,
  agentFleetLearned,
  learned,
  readiness,
} from '../../../simulator/policies/agent-fleet-learned';
import { defaultScenario } from '../../../simulator/scenario';
import { waitStatistics } from '../../../simulator/statistics';
import { generateTrace, generatorList } from '../../../simulator/traces/generator-list';
import { officeHours } from '../../../simulator/traces/office-hours';

const scenario = defaultScenario;
const generators = generatorList.map((generator) => ({ name: generator.name, generator }));

test('capacity stays within the sizes and never drops by the hand of the scaler', () => {
  const figures = fc.record({ queued: fc.nat(80), running: fc.nat(80) });
  const keepsWithin = (steps: { queued: number; running: number }[], min: number, more: number) => {
    const policy = learned(scenario, readiness.balanced);
    let desired = min;
    steps.forEach((jobs, index) => {
      const group = { min, max: min + more, desired };
      const view = { now: 5 * index, jobs, group, agents: desired, inService: desired };
      const next = policy.desiredCapacity(view);
      expect(next).toBeGreaterThanOrEqual(desired);
      expect(next).toBeLessThanOrEqual(group.max);
      desired = next;
    });
  };
  fc.assert(fc.property(fc.array(figures, { maxLength: 30 }), fc.nat(5), fc.integer({ min: 1, max: 20 }), keepsWithin));
});

test('an instance leaves with its place when more are there than wanted, and not otherwise', () => {
  const policy = learned(scenario, readiness.balanced);
  const group = { min: 0, max: 10, desired: 3 };
  const leaves = (running: number, reason: 'idle' | 'job-finished') =>
    policy.leave({ now: 100, reason, group, jobs: { queued: 0, running } });
  expect(leaves(2, 'idle')).toBe('lower');
  expect(leaves(2, 'job-finished')).toBe('lower');
  expect(leaves(3, 'idle')).toBe('stay');
  expect(leaves(3, 'job-finished')).toBe('replace');
});

test.each(generators)(
  '$name: jobs wait no longer than with agent-aws-stack, for fewer instance-hours',
  ({ generator }) => {
    const trace = generateTrace(generator, { seed: 23, days: 5 });
    const [ours, theirs] = [agentFleetLearned.run(trace, scenario), agentAwsStack.run(trace, scenario)];
    // Chance moves the figures of one short trace by a hundredth or two, most where jobs wait for the maximum anyway.
    expect(waitStatistics(ours.waits).mean).toBeLessThan(1.02 * waitStatistics(theirs.waits).mean);
    expect(waitStatistics(ours.waits).p95).toBeLessThan(1.03 * waitStatistics(theirs.waits).p95);
    expect(ours.instanceSeconds).toBeLessThan(0.98 * theirs.instanceSeconds);
  },
);

test('paying more makes jobs wait less, paying less makes them wait longer', () => {
  const trace = generateTrace(officeHours, { seed: 22, days: 3 });
  const runs = [agentFleetEconomy, agentFleetLearned, agentFleetFast].map((policy) => policy.run(trace, scenario));
  const waits = runs.map((run) => waitStatistics(run.waits).mean);
  const hours = runs.map((run) => run.instanceSeconds);
  expect(waits).toEqual([...waits].sort((left, right) => right - left));
  expect(hours).toEqual([...hours].sort((left, right) => left - right));
});

test('agents that run job after job leave sooner when they are idle', () => {
  const kept = { ...scenario, disconnectAfterJob: false };
  expect(learned(kept, readiness.balanced).idleTimeout).toBeLessThan(learned(scenario, readiness.balanced).idleTimeout);
});

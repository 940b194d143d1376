import fc from 'fast-check';
import { agentAwsStack } from '../../../simulator/policies/agent-aws-stack';
import { agentFleetLearned, learned, readiness } from '../../../simulator/policies/agent-fleet-learned';
import { defaultScenario } from '../../../simulator/scenario';
import { waitStatistics } from '../../../simulator/statistics';
import { generateTrace, generatorList } from '../../../simulator/traces/generator-list';

const scenario = defaultScenario;
const generators = generatorList.map((generator) => ({ name: generator.name, generator }));

test('capacity stays within the sizes and never drops by the hand of the scaler', () => {
  const figures = fc.record({ queued: fc.nat(80), running: fc.nat(80) });
  const keepsWithin = (steps: { queued: number; running: number }[], min: number, more: number) => {
    const policy = learned(scenario, readiness.balanced);
    let desired = min;
    steps.forEach((jobs, index) => {
      const group = { min, max: min + more, desired };
      const view = { now: 5 * index, jobs, group, agents: desired, inService: desired, departures: 0 };
      const next = policy.desiredCapacity({ ...view, truth: { arrived: 0, finished: 0 } });
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
    const seeds = [21, 22];
    const total = (run: (seed: number) => number) => seeds.reduce((sum, seed) => sum + run(seed), 0);
    const trace = (seed: number) => generateTrace(generator, { seed, days: 7 });
    const ours = seeds.map((seed) => agentFleetLearned.run(trace(seed), { ...scenario, seed }));
    const theirs = seeds.map((seed) => agentAwsStack.run(trace(seed), { ...defaultScenario, seed }));
    const mean = (runs: typeof ours) =>
      total((seed) => waitStatistics(runs[seeds.indexOf(seed)]?.waits ?? new Float64Array()).mean);
    const hours = (runs: typeof ours) => total((seed) => runs[seeds.indexOf(seed)]?.instanceSeconds ?? 0);
    // One in a hundred is what the seeds make of a nightly batch that waits for the maximum anyway.
    expect(mean(ours)).toBeLessThan(1.01 * mean(theirs));
    expect(hours(ours)).toBeLessThan(0.97 * hours(theirs));
  },
);

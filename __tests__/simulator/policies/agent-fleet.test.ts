import { agentAwsStack } from '../../../simulator/policies/agent-aws-stack';
import { agentFleet, agentFleetEconomy, agentFleetFast } from '../../../simulator/policies/agent-fleet';
import { defaultScenario } from '../../../simulator/scenario';
import { waitStatistics } from '../../../simulator/statistics';
import { generateTrace, generatorList } from '../../../simulator/traces/generator-list';
import { officeHours } from '../../../simulator/traces/office-hours';
import { pipelines } from '../../../simulator/traces/pipelines';

const scenario = defaultScenario;
const generators = generatorList.map((generator) => ({ name: generator.name, generator }));

test.each(generators)(
  '$name: jobs wait no longer than with agent-aws-stack, for fewer instance-hours',
  ({ generator }) => {
    const trace = generateTrace(generator, { seed: 23, days: 5 });
    const [ours, theirs] = [agentFleet.run(trace, scenario), agentAwsStack.run(trace, scenario)];
    // Chance moves the figures of one short trace by some hundredths, most where jobs wait for the maximum anyway.
    expect(waitStatistics(ours.waits).mean).toBeLessThan(1.03 * waitStatistics(theirs.waits).mean);
    expect(waitStatistics(ours.waits).p95).toBeLessThan(1.05 * waitStatistics(theirs.waits).p95);
    expect(ours.instanceSeconds).toBeLessThan(0.98 * theirs.instanceSeconds);
  },
);

test('paying more makes jobs wait less, paying less makes them wait longer', () => {
  const trace = generateTrace(officeHours, { seed: 22, days: 3 });
  const runs = [agentFleetEconomy, agentFleet, agentFleetFast].map((policy) => policy.run(trace, scenario));
  const waits = runs.map((run) => waitStatistics(run.waits).mean);
  const hours = runs.map((run) => run.instanceSeconds);
  expect(waits).toEqual([...waits].sort((left, right) => right - left));
  expect(hours).toEqual([...hours].sort((left, right) => left - right));
});

test('where agents share instances, jobs wait less than with agent-aws-stack, for no more instance-hours', () => {
  const trace = generateTrace(pipelines, { seed: 24, days: 2 });
  const shared = { ...scenario, agentsPerInstance: 4, max: 15, disconnectAfterJob: false };
  const [ours, theirs] = [agentFleet.run(trace, { ...shared, idleTimeout: 60 }), agentAwsStack.run(trace, shared)];
  expect(waitStatistics(ours.waits).mean).toBeLessThan(0.8 * waitStatistics(theirs.waits).mean);
  expect(ours.instanceSeconds).toBeLessThan(1.02 * theirs.instanceSeconds);
});

test('agents that run job after job and ask each minute make jobs wait no longer, for fewer instance-hours', () => {
  const trace = generateTrace(officeHours, { seed: 24, days: 3 });
  const kept = { ...scenario, disconnectAfterJob: false };
  const [ours, theirs] = [agentFleet.run(trace, { ...kept, idleTimeout: 60 }), agentAwsStack.run(trace, kept)];
  expect(waitStatistics(ours.waits).mean).toBeLessThan(waitStatistics(theirs.waits).mean);
  expect(ours.instanceSeconds).toBeLessThan(1.01 * theirs.instanceSeconds);
});

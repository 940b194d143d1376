import fc from 'fast-check';
import { agentAwsStack } from '../../simulator/policies/agent-aws-stack';
import { agentFleet } from '../../simulator/policies/agent-fleet';
import { fixed } from '../../simulator/policies/fixed';
import { policyList } from '../../simulator/policies/policy-list';
import { Random } from '../../simulator/random';
import { defaultScenario, type Scenario } from '../../simulator/scenario';
import { waitStatistics } from '../../simulator/statistics';
import { traceOf } from '../../simulator/trace';
import { poissonArrivals } from '../../simulator/traces/arrivals';

/** Boots of exactly 75 s, and no spare agents, so that times can be told in advance. */
const exact: Scenario = { ...defaultScenario, bootDeviation: 0, readyFor: 0 };
const oneJob = traceOf([{ arrival: 1, duration: 100 }]);

test('a job on an empty group waits for the next tick and a boot', () => {
  const { waits, boots, instanceSeconds, busySeconds, lost } = agentFleet.run(oneJob, exact);
  // Arrival at 1 s, tick at 10 s, agent at 85 s; the job runs to 185 s and the instance leaves in 5 s.
  expect([...waits]).toEqual([84]);
  expect({ boots, instanceSeconds, busySeconds, lost }).toEqual({
    boots: 1,
    instanceSeconds: 180,
    busySeconds: 100,
    lost: 0,
  });
});

test('figures that come late delay the decision', () => {
  const { waits } = agentFleet.run(oneJob, { ...exact, figuresDelay: 4 });
  expect([...waits]).toEqual([88]);
});

test('measured ticks take the place of those that a rule asks for', () => {
  const ticks = [
    { read: 0.5, decided: 3 },
    { read: 21, decided: 24 },
  ];
  const { waits } = agentFleet.run(oneJob, { ...exact, ticks });
  // Arrival at 1 s, seen at 21 s, launched at 24 s, agent at 99 s.
  expect([...waits]).toEqual([98]);
});

test('an agent that runs job after job asks for the next one at its next sync', () => {
  const jobs = traceOf([
    { arrival: 200, duration: 100 },
    { arrival: 201, duration: 100 },
  ]);
  const { waits } = fixed.run(jobs, { ...exact, max: 1, disconnectAfterJob: false });
  const between = (waits[1] ?? 0) - (waits[0] ?? 0) - 99;
  expect(between).toBeGreaterThanOrEqual(0.8 * exact.syncInterval);
  expect(between).toBeLessThanOrEqual(1.2 * exact.syncInterval);
});

test('an instance that leaves makes room for its replacement before it is gone', () => {
  const jobs = traceOf([
    { arrival: 200, duration: 100 },
    { arrival: 201, duration: 100 },
  ]);
  const { waits } = fixed.run(jobs, { ...exact, max: 1, decideTime: 3, leaveTime: 500 });
  expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeCloseTo(99 + 3 + 75);
});

test('an idle agent gets a job at its next sync', () => {
  const { waits } = fixed.run(traceOf([{ arrival: 200, duration: 10 }]), { ...exact, max: 1 });
  expect(waits[0]).toBeGreaterThan(0);
  expect(waits[0]).toBeLessThanOrEqual(exact.syncInterval);
});

test('with many idle agents the first sync is near', () => {
  const jobs = Array.from({ length: 50 }, (_, job) => ({ arrival: 200 + 300 * job, duration: 10 }));
  const { mean } = waitStatistics(fixed.run(traceOf(jobs), { ...exact, max: 20 }).waits);
  // The least of n even times within T is T / (n + 1) on average.
  expect(mean).toBeGreaterThan(0.1);
  expect(mean).toBeLessThan(0.5);
});

test('an instance that is kept runs job after job; one that is not is replaced', () => {
  const jobs = traceOf([
    { arrival: 1, duration: 100 },
    { arrival: 200, duration: 100 },
  ]);
  expect(agentFleet.run(jobs, { ...exact, disconnectAfterJob: false, idleTimeout: 60 }).boots).toBe(1);
  expect(agentFleet.run(jobs, exact).boots).toBe(2);
});

test('an idle agent leaves after the idle time-out, which the server measures', () => {
  const { instanceSeconds } = agentFleet.run(oneJob, { ...exact, disconnectAfterJob: false, idleTimeout: 60 });
  expect(instanceSeconds).toBeGreaterThanOrEqual(75 + 100 + 60 + 5);
  // It begins to be idle at the sync after its job, and is told at one after the time-out.
  expect(instanceSeconds).toBeLessThanOrEqual(75 + 100 + 60 + 5 + 2.2 * exact.syncInterval);
});

test('agents of one instance share it', () => {
  const jobs = traceOf([
    { arrival: 1, duration: 100 },
    { arrival: 2, duration: 100 },
  ]);
  expect(agentFleet.run(jobs, { ...exact, agentsPerInstance: 2 })).toMatchObject({ boots: 1, instanceSeconds: 180 });
});

test('the minimum is there before the first job', () => {
  const { waits } = agentFleet.run(traceOf([{ arrival: 200, duration: 10 }]), { ...exact, min: 1 });
  expect(waits[0]).toBeLessThanOrEqual(exact.syncInterval);
});

test('the same seed gives the same run', () => {
  const trace = randomTrace(1, 50);
  for (const policy of policyList)
    expect(policy.run(trace, defaultScenario)).toEqual(policy.run(trace, defaultScenario));
});

test('every job runs for its time and nothing is lost, whatever the trace, the sizes and the policy', () => {
  const sizes = fc.record({ min: fc.nat(3), max: fc.integer({ min: 3, max: 8 }), seed: fc.nat() });
  const job = fc.record({ arrival: fc.nat(4000), duration: fc.integer({ min: 1, max: 900 }) });
  const runsAll = (jobs: { arrival: number; duration: number }[], scenario: Partial<Scenario>, reuse: boolean) => {
    const trace = traceOf(jobs);
    const work = jobs.reduce((sum, { duration }) => sum + duration, 0);
    for (const policy of policyList) {
      const run = policy.run(trace, { ...defaultScenario, ...scenario, disconnectAfterJob: !reuse });
      expect(run.lost).toBe(0);
      expect(run.busySeconds).toBeCloseTo(work, 3);
      expect(run.instanceSeconds).toBeGreaterThanOrEqual(work);
      expect(Math.min(...run.waits)).toBeGreaterThanOrEqual(0);
    }
  };
  const jobs = fc.array(job, { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(jobs, sizes, fc.boolean(), runsAll), { numRuns: 40 });
});

test('there are never more instances than the maximum, beside those that leave', () => {
  const trace = randomTrace(2, 400);
  const { agents, running } = agentFleet.run(trace, { ...defaultScenario, max: 5 }).timeline;
  expect(Math.max(...running)).toBeLessThanOrEqual(5);
  const present = agents.busy.map((busy, at) => busy + (agents.starting[at] ?? 0) + (agents.idle[at] ?? 0));
  expect(Math.max(...present)).toBeLessThanOrEqual(5);
});

test('no policy makes jobs wait less than the oracle, for fewer instance-hours', () => {
  const oracle = policyList.find(({ name }) => name === 'oracle');
  const trace = randomTrace(3, 400);
  const bound = oracle?.run(trace, exact);
  for (const policy of policyList) {
    const run = policy.run(trace, { ...exact, disconnectAfterJob: true });
    if (policy.name !== 'buildkite') expect(run.instanceSeconds).toBeGreaterThanOrEqual(bound?.instanceSeconds ?? 0);
    expect(waitStatistics(run.waits).mean).toBeGreaterThanOrEqual(waitStatistics(bound?.waits ?? run.waits).mean);
  }
});

test('a fixed pool that is kept waits as queueing theory says (Erlang C)', () => {
  const random = new Random(11, 'queue');
  const [agents, service, load] = [4, 100, 0.8];
  const rate = (agents * load) / service;
  const jobs = [...poissonArrivals(random, 3_000_000, rate, () => rate)].map((arrival) => ({
    arrival: arrival + 1000,
    duration: random.exponential(service),
  }));
  const scenario = { ...exact, max: agents, disconnectAfterJob: false, syncInterval: 0.001 };
  const { mean } = waitStatistics(fixed.run(traceOf(jobs), scenario).waits);
  const expected = erlangC(agents, agents * load) * (service / (agents * (1 - load)));
  expect(mean / expected).toBeGreaterThan(0.95);
  expect(mean / expected).toBeLessThan(1.05);
});

test('agent-aws-stack launches more instances than there are jobs: each finished job buys a replacement', () => {
  const trace = randomTrace(4, 500);
  expect(agentAwsStack.run(trace, defaultScenario).boots).toBeGreaterThan(trace.arrivals.length);
});

/** Probability that a job has to wait for one of `agents` at an offered load, in Erlangs. */
function erlangC(agents: number, load: number): number {
  let term = 1;
  let sum = 1;
  for (let busy = 1; busy < agents; busy += 1) {
    term *= load / busy;
    sum += term;
  }
  const last = ((term * load) / agents) * (agents / (agents - load));
  return last / (sum + last);
}

function randomTrace(seed: number, count: number) {
  const random = new Random(seed, 'trace');
  return traceOf(
    Array.from({ length: count }, () => ({ arrival: random.between(0, 20_000), duration: random.exponential(200) })),
  );
}

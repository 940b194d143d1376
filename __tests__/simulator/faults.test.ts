import { agentAwsStack } from '../../simulator/policies/agent-aws-stack';
import { agentFleet } from '../../simulator/policies/agent-fleet';
import { fixed } from '../../simulator/policies/fixed';
import { defaultScenario, type Faults, type Scenario } from '../../simulator/scenario';
import { traceOf } from '../../simulator/trace';

const exact: Scenario = { ...defaultScenario, bootDeviation: 0 };
const oneJob = traceOf([{ arrival: 1, duration: 100 }]);
const manyJobs = traceOf(Array.from({ length: 200 }, (_, job) => ({ arrival: 60 * job, duration: 300 })));

function withFaults(faults: Partial<Faults>): Scenario {
  return { ...exact, faults: { ...exact.faults, ...faults } };
}

test('a launch that never gets an agent is abandoned after the boot limit, and replaced', () => {
  const { boots, waits, lost } = agentFleet.run(manyJobs, withFaults({ failedBoots: 0.3, bootLimit: 200 }));
  expect(boots).toBeGreaterThan(manyJobs.arrivals.length);
  expect(Math.max(...waits)).toBeGreaterThan(200);
  expect(lost).toBe(0);
});

test('without capacity nothing launches, and what is missing launches when there is capacity again', () => {
  const { waits } = agentFleet.run(oneJob, withFaults({ shortages: [{ from: 0, to: 500 }] }));
  expect([...waits]).toEqual([500 + 75 - 1]);
});

test('while Semaphore cannot be reached no job starts, and no decision is made', () => {
  const outages = [{ from: 0, to: 305 }];
  expect([...agentFleet.run(oneJob, withFaults({ outages })).waits]).toEqual([310 + 75 - 1]);
  const pool = fixed.run(traceOf([{ arrival: 200, duration: 10 }]), { ...withFaults({ outages }), max: 1 });
  expect(pool.waits[0]).toBeGreaterThanOrEqual(105);
});

test('a job on an interrupted instance is lost, and runs again', () => {
  const { lost, boots, busySeconds } = agentFleet.run(manyJobs, withFaults({ interruptionsPerHour: 3 }));
  expect(lost).toBeGreaterThan(0);
  expect(boots).toBeGreaterThan(manyJobs.arrivals.length);
  expect(busySeconds).toBeGreaterThan(200 * 300);
});

test('a job that ends within the two minutes of an interruption notice is not lost', () => {
  const short = traceOf(Array.from({ length: 200 }, (_, job) => ({ arrival: 60 * job, duration: 60 })));
  expect(agentFleet.run(short, withFaults({ interruptionsPerHour: 5 })).lost).toBe(0);
});

test('agents beyond the quota are refused: their instances end and are launched again', () => {
  const jobs = traceOf(Array.from({ length: 6 }, () => ({ arrival: 1, duration: 300 })));
  const quota = agentFleet.run(jobs, withFaults({ agentQuota: 2 }));
  expect(Math.max(...quota.timeline.running)).toBe(2);
  expect(quota.boots).toBeGreaterThan(6);
  expect(quota.lost).toBe(0);
});

test('an instance refresh replaces every instance, and no job is lost', () => {
  const refreshed = fixed.run(oneJob, { ...exact, max: 10, refreshes: [200] });
  expect(refreshed.boots).toBe(fixed.run(oneJob, { ...exact, max: 10 }).boots);
  const late = traceOf([...Array(30).keys()].map((job) => ({ arrival: 100 + 100 * job, duration: 500 })));
  const pool = { ...exact, max: 10, disconnectAfterJob: false };
  const run = fixed.run(late, { ...pool, refreshes: [1000] });
  expect(run.boots).toBe(20);
  expect(run.lost).toBe(0);
});

test('an instance is replaced at the end of its lifetime, after its job', () => {
  const long = traceOf([{ arrival: 100, duration: 10_000 }]);
  const run = fixed.run(long, { ...exact, max: 1, disconnectAfterJob: false, maxLifetime: 3000 });
  expect(run.boots).toBeGreaterThan(2);
  expect(run.busySeconds).toBe(10_000);
});

test('a schedule changes the sizes of the group', () => {
  const sizeChanges = [{ at: 1000, min: 2, max: 5 }];
  const late = traceOf([{ arrival: 2000, duration: 10 }]);
  const { waits, boots } = agentFleet.run(late, { ...exact, sizeChanges });
  expect(waits[0]).toBeLessThanOrEqual(exact.syncInterval);
  expect(boots).toBeGreaterThanOrEqual(2);
});

test('a lower maximum ends idle instances', () => {
  const sizeChanges = [{ at: 1000, min: 0, max: 2 }];
  const late = traceOf([{ arrival: 5000, duration: 10 }]);
  const scenario = { ...exact, min: 8, max: 8 };
  const { instances } = agentFleet.run(late, { ...scenario, sizeChanges }).timeline;
  expect(instances[0]).toBe(8);
  expect(instances.at(-1)).toBeLessThanOrEqual(2);
});

test('jobs that can never start are given up and counted as lost', () => {
  const { lost, waits } = agentFleet.run(oneJob, withFaults({ failedBoots: 1, bootLimit: 3600 }));
  expect(lost).toBe(1);
  expect(waits[0]).toBeGreaterThan(86_400);
});

test('agent-aws-stack at its minimum recycles idle instances, ours keeps them', () => {
  const late = traceOf([{ arrival: 20_000, duration: 10 }]);
  const scenario = { ...exact, min: 2 };
  expect(agentAwsStack.run(late, scenario).boots).toBeGreaterThan(50);
  expect(agentFleet.run(late, scenario).boots).toBeLessThanOrEqual(4);
});

test('a boot that takes longer than the boot limit is abandoned', () => {
  const slow = { ...withFaults({ bootLimit: 100 }), readyFor: 0, bootTimes: [120, 60] };
  const { boots, waits } = agentFleet.run(oneJob, slow);
  expect(boots).toBe(2);
  expect(waits[0]).toBeGreaterThan(100 + 60);
});

test('while Semaphore cannot be reached, agents that cannot register are given up after the boot limit', () => {
  const outages = [{ from: 50, to: 1000 }];
  const { boots, waits } = agentFleet.run(oneJob, withFaults({ outages, bootLimit: 300 }));
  expect(boots).toBeGreaterThan(1);
  expect(waits[0]).toBeGreaterThanOrEqual(1000 - 1);
});

test('while AWS cannot be reached no decision takes effect, and instances leave afterwards', () => {
  const awsOutages = [{ from: 0, to: 305 }];
  expect(agentFleet.run(oneJob, withFaults({ awsOutages })).waits[0]).toBeGreaterThanOrEqual(305 + 75 - 1);
  const later = { ...withFaults({ awsOutages: [{ from: 150, to: 3000 }] }), readyFor: 0 };
  // Launched at 10 s; its job ends at 185 s, and nobody can be told until 3000 s.
  expect(agentFleet.run(oneJob, later).instanceSeconds).toBeGreaterThanOrEqual(3000 - 10);
});

test('a job that outlasts the drain limit of an instance that has to leave is lost, and runs again', () => {
  const long = traceOf([{ arrival: 100, duration: 5000 }]);
  const pool = { ...exact, max: 1, disconnectAfterJob: false, refreshes: [1000] };
  expect(fixed.run(long, pool).lost).toBe(0);
  const { lost, waits, busySeconds } = fixed.run(long, { ...pool, drainLimit: 600 });
  expect(lost).toBe(1);
  expect(waits[0]).toBeLessThan(10);
  expect(busySeconds).toBeGreaterThan(5000 + 1000);
});

test('measured boots come in turn, again and again', () => {
  const jobs = traceOf([0, 1000, 2000, 3000].map((arrival) => ({ arrival: arrival + 1, duration: 10 })));
  const { waits } = agentFleet.run(jobs, { ...exact, readyFor: 0, bootTimes: [20, 40] });
  // Each waits for a tick, of at most 10 s, and for its boot.
  const expected = [20, 40, 20, 40];
  expect(Array.from(waits, (wait, job) => wait >= (expected[job] ?? 0) && wait <= (expected[job] ?? 0) + 10)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test('where launch after launch gets no agent, the deployed rule backs off', () => {
  const jobs = traceOf(Array.from({ length: 20 }, () => ({ arrival: 1, duration: 60 })));
  const broken = withFaults({ failedBoots: 0.95, bootLimit: 100 });
  expect(agentFleet.run(jobs, broken).boots).toBeLessThanOrEqual(agentAwsStack.run(jobs, broken).boots);
});

import { compareWithSimulation, togetherLike } from '../../simulator/believability';
import { defaultScenario } from '../../simulator/scenario';

/** Jobs one at a time, each on an instance of its own: a boot of 20 s and 8 s to leave. */
const recorded = {
  name: 's1-linux',
  jobs: [0, 1000, 2000].map((arrival) => ({ arrival, wait: 25, duration: 100 })),
  instances: [0, 1000, 2000].map((arrival) => ({
    launched: arrival + 5,
    agents: [{ ready: arrival + 25, lastJobEnded: arrival + 125, ended: arrival + 125 }],
    left: arrival + 127,
    gone: arrival + 133,
  })),
  ticks: Array.from({ length: 600 }, (_, index) => ({ read: 5 * index + 4, decided: 5 * index + 5 })),
};
const scenario = { ...defaultScenario, readyFor: 0 };

test('a run is simulated with the ticks, the boots and the times to leave that it had', () => {
  const likeness = compareWithSimulation(recorded, scenario);
  expect(likeness.recorded).toEqual({ jobs: 3, waitSeconds: 75, meanWait: 25, instanceSeconds: 3 * 128, boots: 3 });
  const { meanWait, instanceSeconds, boots } = likeness.simulated;
  expect(boots).toBe(3);
  expect(instanceSeconds).toBeCloseTo(3 * 128);
  expect(meanWait).toBeCloseTo(25);
});

test('several agent types are added up', () => {
  const one = compareWithSimulation(recorded, scenario);
  const both = togetherLike([one, one]);
  expect(both.recorded).toEqual({ jobs: 6, waitSeconds: 150, meanWait: 25, instanceSeconds: 6 * 128, boots: 6 });
  expect(both.simulated.meanWait).toBeCloseTo(one.simulated.meanWait);
  expect(togetherLike([]).recorded.meanWait).toBe(0);
});

test('an instance that had no job, or never an agent, is counted as well', () => {
  const unused = { launched: 0, agents: [], left: 50, gone: 60 };
  const likeness = compareWithSimulation({ name: 's1-linux', jobs: [], instances: [unused], ticks: [] }, scenario);
  expect(likeness.recorded).toEqual({ jobs: 0, waitSeconds: 0, meanWait: 0, instanceSeconds: 60, boots: 1 });
});

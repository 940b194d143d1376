import { compareWithSimulation, togetherLike } from '../../simulator/believability';
import { recordedAgentType } from '../../simulator/recorded-run';
import { defaultScenario, type Scenario } from '../../simulator/scenario';
import run from './recorded-run.json';

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
  expect(instanceSeconds / (3 * 128)).toBeCloseTo(1, 2);
  // The tick is 4 s after the arrival, and its instance asks for a job 21 s later.
  expect(meanWait).toBeCloseTo(25, 0);
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

/** What the agent types of the recorded run were: those of scripts/machinery, eight times as fast, deployed by Terraform. */
const settings: Readonly<Record<string, Partial<Scenario>>> = {
  's1-single': { max: 4 },
  's1-bursts': { max: 2 },
  's1-reused': { max: 4, disconnectAfterJob: false },
  's1-shared': { max: 4, disconnectAfterJob: false, agentsPerInstance: 2 },
};

test.each(run.map((recorded) => ({ name: recorded.name, recorded })))(
  '$name: waits and instance seconds of the real scaler and supervisors are within 10 % of the simulated ones',
  ({ name, recorded }) => {
    const own = { ...defaultScenario, idleTimeout: 60, ...settings[name] };
    const { recorded: real, simulated } = compareWithSimulation(recordedAgentType.parse(recorded), own);
    for (const figure of ['meanWait', 'instanceSeconds'] as const) {
      expect(simulated[figure] / real[figure]).toBeGreaterThan(0.9);
      expect(simulated[figure] / real[figure]).toBeLessThan(1.1);
    }
  },
);

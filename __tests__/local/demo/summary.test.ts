import * as fc from 'fast-check';
import { percentile, summarize, summaryLines } from '../../../local/demo/summary';
import type { Job } from '../../../local/semaphore/job';

function job(waitMs: number, result: Job['result'] = 'passed'): Job {
  return {
    id: 'id',
    name: 'job',
    agentType: 's1',
    state: 'finished',
    result,
    reason: null,
    agent: 'agent',
    queuedAt: 1000,
    assignedAt: 1000 + waitMs,
    startedAt: 1000 + waitMs,
    finishedAt: 5000 + waitMs,
    stopRequestedAt: null,
  };
}

const figures = { jobs: 3, waitSeconds: 140, meanWait: 46.67, instanceSeconds: 250, boots: 3 };
const likeness = {
  recorded: figures,
  simulated: { ...figures, meanWait: 45, instanceSeconds: 245.2 },
  least: figures,
  most: figures,
};

const summary = summarize({
  jobs: [job(1000), job(2000), job(4000, 'failed')],
  instances: { count: 3, peak: 2, seconds: 12.34 },
  phases: [
    { name: 'deploy', seconds: 10.04 },
    { name: 'jobs', seconds: 5 },
  ],
  speed: 20,
  likeness,
  recording: [],
});

test('waits and instance seconds are told in compressed and in real time', () => {
  expect(summary).toEqual({
    speed: 20,
    jobs: { total: 3, passed: 2 },
    waitSeconds: { p50: 40, p95: 80 },
    realWaitSeconds: { p50: 2, p95: 4 },
    instances: { count: 3, peak: 2, instanceSeconds: 247 },
    realInstanceSeconds: 12.3,
    phases: [
      { name: 'deploy', seconds: 10 },
      { name: 'jobs', seconds: 5 },
    ],
    realSeconds: 15,
    likeness,
    recording: [],
  });
});

test('people read five lines', () => {
  expect(summaryLines(summary)).toEqual([
    'Jobs       2 of 3 passed',
    'Waits      p50 40 s, p95 80 s (here, 20 times as fast: 2 s and 4 s)',
    'Instances  3, at most 2 at once; 247 instance seconds running (here 12.3)',
    'Simulated  mean wait 45.0 s (this run 46.7 s); 245 instance seconds from launch to end (this run 250)',
    'Took       15 s: deploy 10, jobs 5',
  ]);
});

test('a demo without jobs has no waits', () => {
  const nothing = {
    jobs: [],
    instances: { count: 0, peak: 0, seconds: 0 },
    phases: [],
    speed: 20,
    likeness,
    recording: [],
  };
  expect(summarize(nothing).waitSeconds).toEqual({ p50: 0, p95: 0 });
});

test('a percentile is one of the values, and at least that part of them does not exceed it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const value = percentile(values, percent);
      const below = values.filter((each) => each <= value).length;
      return values.includes(value) && below >= (percent / 100) * values.length;
    }),
  );
});

import fc from 'fast-check';
import { jobCounts } from '../../../scaler-lambda/job-source/job-source';

test('every job is counted once: as queued, or as one that holds an agent', () => {
  const states = fc.dictionary(fc.constantFrom('queued', 'running', 'stopping', 'finished'), fc.nat(1000));
  fc.assert(
    fc.property(states, (jobs) => {
      const { queued, running } = jobCounts({ jobs, agents: {} });
      const all = Object.values(jobs).reduce((sum, count) => sum + count, 0);
      return queued === (jobs['queued'] ?? 0) && running >= 0 && queued + running === all;
    }),
  );
});

test('agents are no jobs', () => {
  expect(jobCounts({ jobs: {}, agents: { idle: 3, queued: 4 } })).toEqual({ queued: 0, running: 0 });
});

import fc from 'fast-check';
import { type LeavingView, leaving } from '../../supervisor/leaving';

const view: LeavingView = {
  isClean: false,
  group: { min: 0, max: 10, desired: 3 },
  pending: 0,
  agentsPerInstance: 1,
  wanted: { wanted: 3, spare: 1, min: 0, max: 10 },
  figures: { jobs: { queued: 0, running: 2 }, agents: 2 },
};
const idle = { ...view, isClean: true };
const quieter = { jobs: { queued: 0, running: 1 }, agents: 1 };

test('with more instances than wanted it takes its place along, after a job as when idle', () => {
  expect(leaving({ ...view, figures: quieter })).toBe('lower');
  expect(leaving({ ...idle, figures: quieter })).toBe('lower');
});

test('while it is wanted, it is replaced after a job, and stays when it was idle', () => {
  expect(leaving(view)).toBe('replace');
  expect(leaving(idle)).toBe('stay');
});

test('the queue at this moment counts, not what the scaler saw', () => {
  const old = { ...view, wanted: { wanted: 1, spare: 1, min: 0, max: 10 } };
  expect(leaving(old)).toBe('replace');
  expect(leaving({ ...old, figures: undefined })).toBe('lower');
});

test('at the minimum it never takes its place along: AWS would refuse', () => {
  const atMin = { min: 3, max: 10, desired: 3 };
  expect(leaving({ ...view, group: atMin, figures: quieter })).toBe('replace');
  expect(leaving({ ...idle, group: atMin, wanted: undefined })).toBe('stay');
});

test('a minimum that holds on a schedule only is kept as well', () => {
  const scheduled = { wanted: 3, spare: 0, min: 3, max: 10 };
  const empty = { jobs: { queued: 0, running: 0 }, agents: 0 };
  expect(leaving({ ...idle, wanted: scheduled, figures: empty })).toBe('stay');
});

test('where nobody says what is wanted, it leaves', () => {
  expect(leaving({ ...view, wanted: undefined })).toBe('lower');
  expect(leaving({ ...idle, wanted: undefined, figures: undefined })).toBe('lower');
});

test('where agents share instances, those that have ended elsewhere are no room for jobs', () => {
  const shared = { ...view, agentsPerInstance: 4, group: { min: 0, max: 10, desired: 2 } };
  const jobs = { queued: 1, running: 2 };
  expect(leaving({ ...shared, figures: { jobs, agents: 2 } })).toBe('replace');
  expect(leaving({ ...shared, figures: { jobs, agents: 4 } })).toBe('lower');
  expect(leaving({ ...shared, group: { ...shared.group, desired: 3 }, pending: 1, figures: { jobs, agents: 2 } })).toBe(
    'lower',
  );
});

test('what is left is never fewer than jobs and spare agents need', () => {
  const views = fc.record({
    isClean: fc.boolean(),
    group: fc.record({ min: fc.nat(5), max: fc.integer({ min: 5, max: 40 }), desired: fc.nat(40) }),
    pending: fc.nat(5),
    agentsPerInstance: fc.integer({ min: 1, max: 6 }),
    spare: fc.nat(10),
    figures: fc.record({ jobs: fc.record({ queued: fc.nat(50), running: fc.nat(50) }), agents: fc.nat(100) }),
  });
  fc.assert(
    fc.property(views, ({ spare, ...rest }) => {
      const { group, figures, agentsPerInstance } = rest;
      const wanted = { wanted: 0, spare, min: group.min, max: group.max };
      if (leaving({ ...rest, wanted }) !== 'lower') return true;
      const needed = figures.jobs.queued + figures.jobs.running + spare;
      return group.desired > group.max || (group.desired - 1) * agentsPerInstance >= needed;
    }),
  );
});

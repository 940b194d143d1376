import fc from 'fast-check';
import { noBoots } from '../../scaler-lambda/boots';
import {
  decideSize,
  type Headroom,
  noMemory,
  type Observation,
  type SizingMemory,
  type SizingSettings,
  tickInterval,
} from '../../scaler-lambda/sizing';

const settings: SizingSettings = { agentsPerInstance: 1, readyFor: 50, expectedBoot: 75 };
const quiet: Observation = {
  now: 1000,
  jobs: { queued: 0, running: 0 },
  idle: 0,
  group: { min: 0, max: 10, desired: 0 },
  inService: 0,
};

/** What is wanted after each of `looks`, 5 s apart, when the group always gets what it is asked for. */
function run(looks: readonly { queued: number; running: number }[], more: Partial<SizingSettings> = {}) {
  let memory = noMemory(0);
  return looks.map((jobs, index) => {
    const decision = decideSize(memory, { ...quiet, now: 5 * index + 5, jobs }, { ...settings, ...more });
    memory = decision.memory;
    return decision;
  });
}

function steady(looks: number, jobs: (look: number) => { queued: number; running: number }) {
  return Array.from({ length: looks }, (_, look) => jobs(look));
}

test.each<[string, number, number, number, Headroom, number]>([
  ['below the minimum there is no headroom', 1, 0, 2, { number: 3 }, 2],
  ['at the minimum there is headroom', 2, 0, 2, { number: 3 }, 5],
  ['a number keeps that many up without jobs', 0, 0, 0, { number: 3 }, 3],
  ['a percentage keeps none up without jobs', 0, 0, 0, { percent: 50 }, 0],
  ['a percentage rounds up', 1, 2, 0, { percent: 10 }, 4],
])('fixed headroom: %s', (_, queued, running, min, headroom, expected) => {
  const observation = { ...quiet, jobs: { queued, running }, group: { ...quiet.group, min } };
  expect(decideSize(noMemory(0), observation, { ...settings, headroom }).desired).toBe(expected);
});

test('fixed headroom counts instances, whatever runs on them', () => {
  const observation = { ...quiet, jobs: { queued: 4, running: 5 } };
  const more = { agentsPerInstance: 4, headroom: { percent: 50 } };
  expect(decideSize(noMemory(0), observation, { ...settings, ...more })).toMatchObject({ desired: 5, spare: 8 });
});

test('jobs that come one by one bring spare agents, and the reason counts them', () => {
  const last = run(steady(200, (look) => ({ queued: 0, running: Math.floor(look / 4) }))).at(-1);
  expect(last?.spare).toBeGreaterThan(2);
  expect(last?.reason).toContain(`49 running + 0 queued + ${last?.spare} spare`);
});

test('readyFor 0% keeps nothing spare, and more keeps more', () => {
  const looks = steady(200, (look) => ({ queued: 0, running: Math.floor(look / 4) }));
  const spare = [0, 35, 50, 90, 99].map((readyFor) => run(looks, { readyFor }).at(-1)?.spare ?? -1);
  expect(spare[0]).toBe(0);
  expect(spare).toEqual([...spare].sort((left, right) => left - right));
  expect(spare.at(-1)).toBeGreaterThan(spare[2] ?? 0);
});

test('a boot that was measured counts, not the one that was expected', () => {
  const [learned] = run(steady(1, () => ({ queued: 0, running: 5 })));
  if (!learned) throw new Error('no decision');
  const rate = { ...learned.memory.demand, rate: 0.1 };
  const spare = (seconds: number | undefined) =>
    decideSize({ demand: rate, boots: { ...noBoots, seconds } }, { ...quiet, now: 6 }, settings).spare;
  expect(spare(300)).toBeGreaterThan(2 * spare(undefined));
  expect(spare(75)).toBe(spare(undefined));
});

test('jobs that find every agent of a shared instance ended get another instance', () => {
  const shared = { ...settings, agentsPerInstance: 4, readyFor: 0 };
  const busy = { ...quiet, jobs: { queued: 2, running: 1 }, group: { min: 0, max: 10, desired: 1 }, inService: 1 };
  expect(decideSize(noMemory(0), busy, shared)).toMatchObject({ desired: 2 });
  expect(decideSize(noMemory(0), { ...busy, idle: 2 }, shared)).toMatchObject({ desired: 1 });
  const booting = { ...busy, group: { ...busy.group, desired: 2 } };
  expect(decideSize(noMemory(0), booting, shared)).toMatchObject({ desired: 2 });
});

test('launches that never get an agent hold growth back for a while, and the reason says so', () => {
  const failing = { demand: noMemory(0).demand, boots: { ...noBoots, failed: 3, failedAt: 990 } };
  const waiting = { ...quiet, jobs: { queued: 5, running: 0 }, group: { min: 0, max: 10, desired: 2 } };
  const held = decideSize(failing, waiting, settings);
  expect(held).toMatchObject({
    desired: 2,
    reason: expect.stringMatching(/; kept at 2 for 20 s: the last 3 launches/),
  });
  expect(decideSize(failing, { ...waiting, now: 1021 }, settings).desired).toBe(5);
});

test('ticks come twice as often while there are jobs, and until hours after the last', () => {
  const [busy, done] = run([
    { queued: 0, running: 1 },
    { queued: 0, running: 0 },
  ]);
  if (!busy || !done) throw new Error('no decision');
  const later = decideSize(done.memory, { ...quiet, now: 11_000 }, settings);
  expect([noMemory(0), busy.memory, done.memory, later.memory].map(tickInterval)).toEqual([10, 5, 5, 10]);
});

const figures = fc.array(
  fc.record({ queued: fc.nat(80), running: fc.nat(80), elapsed: fc.integer({ min: -50, max: 900 }) }),
  {
    maxLength: 30,
  },
);
const anySettings = fc.record({
  agentsPerInstance: fc.integer({ min: 1, max: 8 }),
  readyFor: fc.nat(99),
  expectedBoot: fc.integer({ min: 1, max: 900 }),
});

test('whatever the queue does and the clock says, capacity stays within the sizes and never drops', () => {
  fc.assert(
    fc.property(figures, anySettings, fc.nat(5), fc.nat(20), (looks, more, min, range) => {
      let memory: SizingMemory = noMemory(0);
      let [desired, now] = [min, 0];
      for (const { elapsed, ...jobs } of looks) {
        now += elapsed;
        const group = { min, max: min + range, desired };
        const decision = decideSize(memory, { now, jobs, idle: 0, group, inService: desired }, more);
        expect(decision.desired).toBeGreaterThanOrEqual(desired);
        expect(decision.desired).toBeLessThanOrEqual(group.max);
        const { agentsPerInstance } = more;
        const places = decision.desired * agentsPerInstance;
        expect(decision.desired === group.max || places >= jobs.queued + jobs.running).toBe(true);
        ({ memory, desired } = decision);
      }
    }),
  );
});

test('deciding again after the raise raises no further', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), fc.nat(50), anySettings, (queued, running, idle, more) => {
      const group = { min: 0, max: 100, desired: 3 };
      const observation = { now: 10, jobs: { queued, running }, idle, group, inService: 3 };
      const { desired, memory } = decideSize(noMemory(0), observation, more);
      return decideSize(memory, { ...observation, group: { ...group, desired } }, more).desired === desired;
    }),
  );
});

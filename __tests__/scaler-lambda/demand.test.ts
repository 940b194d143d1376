import fc from 'fast-check';
import { clustering, type Demand, noDemand, observe } from '../../scaler-lambda/demand';
import { spareAgents } from '../../scaler-lambda/spare-agents';
import { Random } from '../../simulator/random';

const settings = {
  leadTime: 80,
  expected: 1,
  deviations: 0.8,
  rounding: 0.35,

  perFinished: 0.1,
  keepOne: 200,
};

/** What is learned when `arrivals(tick)` jobs come at each tick and none ends. */
function learn(ticks: number, arrivals: (tick: number) => number): Demand {
  let demand = noDemand(0);
  let queued = 0;
  for (let tick = 1; tick <= ticks; tick += 1) {
    queued += arrivals(tick);
    demand = observe(demand, 10 * tick, { queued, running: 0 });
  }
  return demand;
}

const jobs = fc.record({ queued: fc.nat(500), running: fc.nat(500) });

test('a steady rate is learned', () => {
  expect(learn(1000, (tick) => (tick % 5 === 0 ? 1 : 0)).rate).toBeCloseTo(1 / 50, 2);
});

test('a rate is forgotten when nothing arrives any more', () => {
  const busy = learn(500, () => 1);
  const quiet = observe(busy, busy.at + 6000, busy.jobs);
  expect(quiet.rate).toBeLessThan(0.01 * busy.rate);
});

test('finished jobs are remembered for a while', () => {
  const running = observe(noDemand(0), 10, { queued: 0, running: 8 });
  const done = observe(running, 20, { queued: 0, running: 0 });
  expect(done.finished).toBe(8);
  expect(observe(done, 20 + 220, { queued: 0, running: 0 }).finished).toBeCloseTo(8 / Math.E, 5);
});

test('a stage that follows another is seen, though as many jobs arrive as end', () => {
  const first = observe(noDemand(0), 10, { queued: 0, running: 5 });
  const second = observe(first, 20, { queued: 5, running: 0 });
  expect(second.finished).toBe(5);
  expect(second.rate).toBeGreaterThan(first.rate);
});

test('single arrivals are no clusters, jobs that come by the dozen are', () => {
  const random = new Random(1, 'arrivals');
  const single = learn(5000, () => (random.uniform() < 0.2 ? 1 : 0));
  const dozens = learn(5000, () => (random.uniform() < 0.2 / 12 ? 12 : 0));
  expect(clustering(single)).toBeLessThan(1.5);
  expect(clustering(dozens)).toBeGreaterThan(5);
});

test('nothing learned is never negative or infinite, whatever the figures are', () => {
  const looks = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), jobs), { minLength: 1, maxLength: 40 });
  const isSound = (steps: [number, { queued: number; running: number }][]) => {
    let demand = noDemand(0);
    let now = 0;
    for (const [elapsed, figures] of steps) {
      now += elapsed;
      demand = observe(demand, now, figures);
      expect(demand.rate).toBeGreaterThanOrEqual(0);
      expect(demand.finished).toBeGreaterThanOrEqual(0);
      expect(clustering(demand)).toBeGreaterThanOrEqual(1);
      expect(Number.isFinite(spareAgents(demand, settings))).toBe(true);
    }
  };
  fc.assert(fc.property(looks, isSound));
});

test('a clock that is set back loses no rate and stops nothing', () => {
  const busy = learn(500, () => 1);
  const back = observe(busy, busy.at - 3600, busy.jobs);
  expect(back).toMatchObject({ rate: busy.rate, at: busy.at - 3600 });
  expect(observe(back, back.at + 10, { queued: busy.jobs.queued + 1, running: 0 }).arrivals).toBe(1);
});

test('jobs that were there at the first look have not arrived', () => {
  const first = observe(noDemand(1000), 1000, { queued: 3, running: 9 });
  expect(first).toMatchObject({ arrivals: 0, rate: 0, jobs: { queued: 3, running: 9 } });
  expect(observe(first, 1010, { queued: 4, running: 9 }).arrivals).toBe(1);
});

test('one agent is spare for a while after a job has ended', () => {
  const running = observe(noDemand(0), 10, { queued: 0, running: 1 });
  const ended = observe(running, 20, { queued: 0, running: 0 });
  const later = observe(ended, 10_000, { queued: 0, running: 0 });
  expect(spareAgents(ended, settings)).toBe(1);
  expect(spareAgents(later, settings)).toBe(0);
});

test('where jobs come in clusters, jobs that have ended leave more spare agents', () => {
  const ended = { ...noDemand(0), finished: 20 };
  expect(spareAgents({ ...ended, expected: 100, deviation: 2000 }, settings)).toBeGreaterThan(
    spareAgents({ ...ended, expected: 100, deviation: 100 }, settings),
  );
});

test('without arrivals there are no spare agents', () => {
  expect(spareAgents(noDemand(0), settings)).toBe(0);
});

test('more deviations, a longer lead time and a higher rate never mean fewer spare agents', () => {
  const positive = fc.double({ min: 0, max: 100, noNaN: true });
  const rises = (rate: number, more: number) => {
    const demand = { ...noDemand(0), rate };
    const spare = spareAgents(demand, settings);
    expect(spareAgents({ ...demand, rate: rate + more }, settings)).toBeGreaterThanOrEqual(spare);
    expect(spareAgents(demand, { ...settings, leadTime: 80 + more })).toBeGreaterThanOrEqual(spare);
    expect(spareAgents(demand, { ...settings, deviations: 0.8 + more })).toBeGreaterThanOrEqual(spare);
  };
  fc.assert(fc.property(positive, positive, rises));
});

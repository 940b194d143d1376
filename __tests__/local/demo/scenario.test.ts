import * as fc from 'fast-check';
import { scenario } from '../../../local/demo/scenario';

test('every job is in one of at most two waves, and every agent type gets some of twelve', () => {
  const options = fc.record({ jobs: fc.nat(60), speed: fc.integer({ min: 1, max: 100 }) });
  fc.assert(
    fc.property(options, ({ jobs, speed }) => {
      const waves = scenario({ jobs, speed, agentTypes: ['s1-a', 's1-b'] });
      expect(waves.length).toBeLessThanOrEqual(2);
      expect(new Set(waves.flat().map(({ name }) => name)).size).toBe(jobs);
    }),
  );
  const all = scenario({ jobs: 12, speed: 20, agentTypes: ['s1-a', 's1-b'] }).flat();
  expect(all.filter(({ agentType }) => agentType === 's1-a')).toHaveLength(8);
});

test('jobs last as long in compressed time, however fast it runs', () => {
  const sleepOf = (speed: number) => scenario({ jobs: 1, speed, agentTypes: ['s1-a'] })[0]?.[0]?.commands?.[1];
  expect([sleepOf(1), sleepOf(20)]).toEqual(['sleep 60.00', 'sleep 3.00']);
});

test('a fleet without agent types has no jobs', () => {
  expect(scenario({ jobs: 5, speed: 1, agentTypes: [] })).toEqual([]);
});

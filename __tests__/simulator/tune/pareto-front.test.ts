import fc from 'fast-check';
import { paretoFront } from '../../../simulator/tune/pareto-front';

const choices = fc.array(fc.record({ wait: fc.nat(500), instanceHours: fc.nat(500) }), { minLength: 1, maxLength: 60 });

test('every choice is beaten, but for chance, by one of the front, which gets dearer and waits less from one to the next', () => {
  const holds = (all: { wait: number; instanceHours: number }[]) => {
    const front = paretoFront(all);
    for (const choice of all) {
      const better = front.find(
        ({ wait, instanceHours }) => wait * 0.99 <= choice.wait && instanceHours <= choice.instanceHours,
      );
      expect(better).toBeDefined();
    }
    front.slice(1).forEach((choice, index) => {
      expect(choice.instanceHours).toBeGreaterThanOrEqual(front[index]?.instanceHours ?? Number.NaN);
      expect(choice.wait).toBeLessThan(front[index]?.wait ?? Number.NaN);
    });
  };
  fc.assert(fc.property(choices, holds));
});

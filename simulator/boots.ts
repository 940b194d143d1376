import { Random } from './random';
import type { Scenario } from './scenario';

/** How long launches take, one after the other: as they were measured, or drawn. */
export class Boots {
  private readonly random: Random;
  private count = 0;

  constructor(private readonly scenario: Scenario) {
    this.random = new Random(scenario.seed, 'boot');
  }

  /** Seconds from the next launch until its agents are registered. */
  next(): number {
    const { boot, bootDeviation, bootTimes } = this.scenario;
    const measured = bootTimes[this.count % bootTimes.length];
    this.count += 1;
    return measured ?? Math.max(boot / 4, this.random.normal(boot, bootDeviation));
  }
}

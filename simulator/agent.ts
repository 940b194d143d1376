import type { Instance } from './instance';

/** One agent's place on an instance. */
export class Agent {
  /** `resting`: between a job and the next sync, at which it may get another one. */
  state: 'starting' | 'idle' | 'busy' | 'resting' | 'ended' = 'starting';
  /** It ended last because it had nothing to do. */
  hasEndedIdle = false;
  /** Rises with each change of state, so that an event planned for an earlier one can be told from one that counts. */
  generation = 0;
  /** Place in the list of idle agents. */
  position = -1;
  /** Index of its job in the trace, while busy. */
  job = -1;
  busySince = 0;

  constructor(readonly instance: Instance) {}

  become(state: Agent['state']): void {
    this.state = state;
    this.generation += 1;
  }
}

import { Agent } from './agent';

/** One EC2 instance, from its launch until it is no longer paid for. */
export class Instance {
  /**
   * `draining`: its agents take no further job; `deciding`: its agents have ended; `leaving`: it is on its way out;
   * `gone`: nothing is left of it.
   */
  phase: 'booting' | 'running' | 'draining' | 'deciding' | 'leaving' | 'gone' = 'booting';
  /** The group counts it; false from the moment that the group has given it up. */
  isMember = true;
  isInService = false;
  /** Its agents have registered. */
  hasBooted = false;
  readonly agents: readonly Agent[];

  constructor(
    readonly id: string,
    readonly launchedAt: number,
    agentsPerInstance: number,
  ) {
    this.agents = Array.from({ length: agentsPerInstance }, () => new Agent(this));
  }

  isBusy(): boolean {
    return this.agents.some((agent) => agent.state === 'busy');
  }

  isClean(): boolean {
    return this.phase !== 'draining' && this.agents.every((agent) => agent.hasEndedIdle);
  }

  hasEnded(): boolean {
    return this.agents.every((agent) => agent.state === 'ended');
  }
}

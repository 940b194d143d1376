import type { AgentConfiguration } from '../../../config/agent-configuration';
import type { MachineFlaws } from '../../../local/instance/machine';
import type { FaultSite, SemaphoreOptions } from './fault-site';

/** One fault, and what has to come of it. */
export interface FaultCase {
  /** Name of the group and of the agent type. No name may be part of another. */
  readonly site: string;
  /** What happens, as a sentence: the name of the test. */
  readonly behaviour: string;
  readonly configuration?: Partial<AgentConfiguration>;
  readonly flaws?: MachineFlaws;
  readonly semaphore?: SemaphoreOptions;
  /** Shows the fault and asserts what comes of it; all times are emulated seconds. */
  run(site: FaultSite): Promise<void>;
}

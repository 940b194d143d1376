import type { z } from 'zod';
import type { agentType } from './agent-type';
import type { state } from './state';

/** Where agents and scaler find Semaphore. */
export interface SemaphoreEndpoint {
  /** Host name, with a port where it is not the usual one: `acme.semaphoreci.com`. */
  readonly host: string;
  /** False only for a loopback address, which local mode uses. */
  readonly https: boolean;
}

/** An agent type with every default filled in. `tags` holds the fleet's tags as well. */
export interface AgentType extends Readonly<z.output<typeof agentType>> {
  /** Semaphore's name of the agent type: `s1-linux`. */
  readonly name: string;
  readonly resourcePrefix: string;
}

export type State = Readonly<z.output<typeof state>>;

/** Everything a fleet file says, checked and with every default filled in. */
export interface Fleet {
  readonly name: string;
  readonly region: string;
  readonly endpoint: SemaphoreEndpoint;
  /** Undefined: state stays in local files. */
  readonly state: State | undefined;
  /** Path of a versions file. Undefined: the repository's own. */
  readonly versions: string | undefined;
  readonly agentTypes: readonly AgentType[];
}

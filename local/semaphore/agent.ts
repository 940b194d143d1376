import type { AgentState, RegisterRequest, ShutdownReason } from './protocol';

/** A registered agent as people see it. Times are milliseconds since 1970, by the hub's clock. */
export interface Agent {
  readonly name: string;
  readonly agentType: string;
  /** What it said at registration; durations in uncompressed seconds. */
  readonly registration: RegisterRequest;
  readonly registeredAt: number;
  /** State of its last sync; null before the first. */
  readonly state: AgentState | null;
  readonly stateChangedAt: number;
  readonly lastSyncAt: number | null;
  /** The last job that it named in a sync. */
  readonly lastSyncJobId: string | null;
  readonly assignedJobId: string | null;
  /** First sync that told of an interruption: finer than the whole seconds which the agent sends. */
  readonly interruptedAt: number | null;
  readonly disabledAt: number | null;
  /** When it disconnected; its name may be held for a while after. */
  readonly disconnectedAt: number | null;
  /** Reason that it was last told to shut down for. */
  readonly shutdownReason: ShutdownReason | null;
}

/** The agent that a registration makes. */
export function registeredAgent(agentType: string, name: string, registration: RegisterRequest, now: number): Agent {
  return {
    name,
    agentType,
    registration,
    registeredAt: now,
    state: null,
    stateChangedAt: now,
    lastSyncAt: null,
    lastSyncJobId: null,
    assignedJobId: null,
    interruptedAt: null,
    disabledAt: null,
    disconnectedAt: null,
    shutdownReason: null,
  };
}

import type { Naming } from './agent-name';
import type { AgentTypeQuota } from './job-queue';

/** An agent type as the hub holds it. */
export interface AgentTypeOptions extends AgentTypeQuota {
  readonly name: string;
  /** Registration token. */
  readonly token: string;
  /** @default - the agent chooses */
  readonly naming?: Naming | undefined;
  /** Seconds that a name stays taken after its agent disconnected. @default 0 */
  readonly releaseNameAfter?: number | undefined;
}

import type { Agent } from './agent';
import type { Job } from './job';

/** Something that happened in the hub. `at` is milliseconds since 1970. */
export type HubEvent =
  | { readonly at: number; readonly kind: 'job'; readonly job: Job }
  | { readonly at: number; readonly kind: 'agent'; readonly agent: Agent }
  | { readonly at: number; readonly kind: 'agent-gone'; readonly agent: Agent; readonly why: 'disconnected' | 'lost' }
  | {
      readonly at: number;
      readonly kind: 'registration-refused';
      /** Absent when the token is of no agent type. */
      readonly agentType?: string;
      readonly status: number;
      readonly message: string;
    };

export type HubListener = (event: HubEvent) => void;

/** What a person sees of a demo at one moment. */
export interface Picture {
  readonly title: string;
  /** Real milliseconds since the start. */
  readonly elapsedMs: number;
  readonly phases: readonly PhasePicture[];
  readonly agentTypes: readonly AgentTypePicture[];
  /** What happened, oldest first. */
  readonly happenings: readonly Happening[];
  /** The phases are over and leave their room to what is printed. */
  readonly compact: boolean;
}

export interface PhasePicture {
  readonly name: string;
  readonly state: 'to come' | 'running' | 'done' | 'failed';
  readonly detail: string;
  /** Real milliseconds, so far or altogether. */
  readonly elapsedMs: number;
}

export interface AgentTypePicture {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly jobs: { readonly queued: number; readonly running: number; readonly finished: number };
  readonly agents: { readonly idle: number; readonly busy: number };
  /** Desired capacity after the last decision; undefined before the first. */
  readonly desired: number | undefined;
  readonly reason: string | undefined;
  /** Lifecycle state of each instance. */
  readonly instances: readonly string[];
}

export interface Happening {
  /** Real milliseconds since the start. */
  readonly atMs: number;
  /** Agent type, or the part of the demo. */
  readonly source: string;
  readonly text: string;
}

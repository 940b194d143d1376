/** Jobs and instances of one agent type in a real run, with their times in seconds of the fleet since its start. */
export interface RecordedAgentType {
  readonly name: string;
  readonly jobs: readonly { readonly arrival: number; readonly wait: number; readonly duration: number }[];
  readonly instances: readonly RecordedInstance[];
}

export interface RecordedInstance {
  readonly launched: number;
  /** When it came into service, its agents registered; null when it never did. */
  readonly registered: number | null;
  /** When the last of its jobs ended; null when it had none. */
  readonly lastJobEnded: number | null;
  /** When it began to leave. */
  readonly left: number;
  readonly gone: number;
}

import type { TraceRow } from '../../simulator/trace-csv';

/** What a demo is asked to be. */
export interface DemoOptions {
  /** Fleet file, as it was named. */
  readonly fleetFile: string;
  /** Absolute path of the agent program. @default - AGENT_FLEET_AGENT, semaphore-agent on PATH, or the stand-in */
  readonly agent?: string | undefined;
  /** Jobs to run, where there is no trace. */
  readonly jobs: number;
  /** Jobs to run at their times. @default - so many jobs in two waves */
  readonly trace?: readonly TraceRow[] | undefined;
  /** Factor by which time is compressed. */
  readonly speed: number;
  /** Stay, instead of destroying everything at the end. */
  readonly keep: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

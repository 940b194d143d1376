import { z } from 'zod';

const seconds = z.number();

/** An agent process: its times in seconds, as Semaphore saw it. */
const agent = z.object({
  /** When it first asked for a job. */
  ready: seconds,
  /** When the last of its jobs ended; null when it had none. */
  lastJobEnded: seconds.nullable(),
  /** When it disconnected; null when it never did. */
  ended: seconds.nullable(),
});

const instance = z.object({
  launched: seconds,
  /** Its agents, in the order in which they came. */
  agents: z.array(agent),
  /** When it began to leave, and the group counted it no more. */
  left: seconds,
  gone: seconds,
});

/** One look of the scaler at the queue. */
const tick = z.object({
  read: seconds,
  /** When what it decided had taken effect. */
  decided: seconds,
});

/** Jobs, instances and ticks of one agent type in a real run, with their times in seconds of the fleet since its start. */
export const recordedAgentType = z.object({
  name: z.string(),
  jobs: z.array(z.object({ arrival: seconds, wait: seconds, duration: seconds })),
  instances: z.array(instance),
  ticks: z.array(tick),
});

export type RecordedAgentType = Readonly<z.output<typeof recordedAgentType>>;
export type RecordedInstance = Readonly<z.output<typeof instance>>;
export type RecordedAgent = Readonly<z.output<typeof agent>>;
export type RecordedTick = Readonly<z.output<typeof tick>>;

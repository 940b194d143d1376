import type { AgentType } from '../config/fleet';

/** Heartbeats and terminate hook of draining instances, in seconds. */
export interface TerminateHeartbeat {
  /** Silence after which the group stops waiting for an instance. */
  readonly timeoutSeconds: number;
  /** Time between two heartbeats. */
  readonly intervalSeconds: number;
}

/** Shortest timeout: a supervisor that restarts within it loses nothing. AWS takes 30 s and more. */
const leastTimeoutSeconds = 60;

/**
 * A draining instance extends its wait by heartbeats up to the drain limit, and one whose supervisor is gone is given up
 * soon. AWS takes at most 100 heartbeats, for 48 hours together; half a timeout apart, 40 timeouts need 80 heartbeats.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RecordLifecycleActionHeartbeat.html
 */
export function terminateHeartbeat(settings: Pick<AgentType['agent'], 'drainLimit'>): TerminateHeartbeat {
  const timeoutSeconds = Math.max(leastTimeoutSeconds, Math.ceil(settings.drainLimit.seconds / 40));
  return { timeoutSeconds, intervalSeconds: Math.floor(timeoutSeconds / 2) };
}

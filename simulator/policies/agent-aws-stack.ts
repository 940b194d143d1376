import type { Headroom } from '../../scaler-lambda/sizing';
import type { LeaveView, TickView } from '../policy';
import { simulated } from '../policy-model';

/** Capacity only rises; a finished job's instance is replaced, an idle one takes its place along. */
export const agentAwsStack = simulated(
  'agent-aws-stack',
  'renderedtext/agent-aws-stack v0.10.0: lambdas/agent-scaler/app.js, hooks/shutdown, health-check.sh, terminate-instance.sh',
  ({ headroom, idleTimeout, disconnectAfterJob, decideTime, agentsPerInstance }) => ({
    idleTimeout,
    disconnectAfterJob,
    decideTime,
    desiredCapacity: (view) => Math.max(view.group.desired, wanted(view, agentsPerInstance, headroom)),
    leave,
  }),
);

function wanted({ jobs, group }: TickView, agentsPerInstance: number, headroom: Headroom | undefined): number {
  // It knows no agents per instance; a fair comparison gives it those.
  const needed = Math.ceil((jobs.queued + jobs.running) / agentsPerInstance);
  if (needed < group.min) return group.min;
  return Math.min(group.max, needed + spare(needed, headroom));
}

function spare(needed: number, headroom: Headroom | undefined): number {
  if (headroom === undefined) return 0;
  return 'number' in headroom ? headroom.number : Math.ceil((needed * headroom.percent) / 100);
}

/** At the minimum AWS refuses to lower the group; the instance is then left without an agent until its health check. */
function leave({ reason, group }: LeaveView) {
  if (reason === 'job-finished') return 'replace';
  return group.desired > group.min ? 'lower' : 'power-off';
}

import { desiredCapacity } from '../../scaler-lambda/desired-capacity';
import type { LeaveView } from '../policy';
import { simulated } from '../policy-model';

/** The rules that are deployed: the scaler's own function, and an instance that takes its place along when it leaves. */
export const agentFleet = simulated(
  'agent-fleet',
  'this project, as deployed: desiredCapacity of scaler-lambda/desired-capacity.ts; an instance that leaves takes its place along',
  (scenario) => {
    const { agentsPerInstance, headroom, idleTimeout, disconnectAfterJob, leaveTime } = scenario;
    return {
      idleTimeout,
      disconnectAfterJob,
      leaveTime,
      desiredCapacity: ({ jobs, group }) => desiredCapacity(jobs, group, { agentsPerInstance, headroom }).desired,
      leave,
    };
  },
);

/** An idle instance stays at the minimum; any other takes its place along, which the group refuses at the minimum. */
function leave({ reason, group }: LeaveView) {
  return reason === 'idle' && group.desired <= group.min ? 'stay' : 'lower';
}

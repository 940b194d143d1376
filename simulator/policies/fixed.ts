import { simulated } from '../policy-model';

/** As many instances as the maximum, always. */
export const fixed = simulated(
  'fixed',
  'a static group of max instances, each replaced after its job',
  ({ max, disconnectAfterJob, decideTime }) => ({
    idleTimeout: 0,
    disconnectAfterJob,
    decideTime,
    fixedSize: max,
    desiredCapacity: ({ group }) => group.desired,
    leave: () => 'replace',
  }),
);

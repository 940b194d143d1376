import fc from 'fast-check';
import { Duration } from '../../config/duration';
import { terminateHeartbeat } from '../../modules/terminate-heartbeat';

test('heartbeats reach any drain limit within the hundred that AWS takes, in time for each timeout', () => {
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 172_800 }), (seconds) => {
      const { timeoutSeconds, intervalSeconds } = terminateHeartbeat({ drainLimit: Duration.seconds(seconds) });
      return (
        intervalSeconds * 100 >= seconds &&
        intervalSeconds < timeoutSeconds &&
        timeoutSeconds >= 30 &&
        timeoutSeconds <= 7200
      );
    }),
  );
});

/**
 * Invoked by a deploy whenever what the group is to launch has changed: starts an instance refresh to it, which changes
 * the group when it has succeeded, and else goes back. Errors fail the deploy.
 */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { systemClock } from '../scaler-lambda/clock';
import { describeError, lineLog as log } from '../scaler-lambda/log';
import { AutoScalingAgentGroup } from './auto-scaling-group';
import { readDesiredConfiguration } from './desired-configuration';
import { readEnvironment } from './environment';
import { permitted } from './permission';
import { type Decision, refresh } from './refresh';

const { autoScalingGroup } = readEnvironment(process.env);
const group = new AutoScalingAgentGroup(new AutoScalingClient({ maxAttempts: 5 }), autoScalingGroup, systemClock);

export async function handler(event: unknown): Promise<{ decision: Decision }> {
  try {
    const wanted = readDesiredConfiguration(event);
    const decision = await permitted(() => refresh(group, wanted), systemClock);
    log.info('compared the group with what it is to launch', { autoScalingGroup, decision, wanted });
    return { decision };
  } catch (error) {
    log.error('could not refresh the instances', { autoScalingGroup, error: describeError(error) });
    throw new Error(`could not refresh the instances of ${autoScalingGroup}: ${describeError(error)}`, {
      cause: error,
    });
  }
}

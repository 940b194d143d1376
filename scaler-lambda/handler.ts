/**
 * Invoked each minute by EventBridge, one invocation at a time; ticks every 10 s until its time is up. Environment
 * and clients live as long as the process; the token is read on the first tick, and again when Semaphore refuses it.
 */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AutoScalingAgentGroup } from './auto-scaling';
import { systemClock as clock } from './clock';
import { readEnvironment } from './environment';
import { SemaphoreJobSource } from './job-source/semaphore';
import { lineLog as log, writeLine } from './log';
import { EmbeddedMetrics } from './metrics';
import { tickThroughMinute } from './minute';
import { ParameterToken } from './parameter-token';
import { Scaler } from './tick';

const { semaphoreUrl, tokenParameter, autoScalingGroup, stackName, ...settings } = readEnvironment(process.env);
const retries = { maxAttempts: 2 };
const token = new ParameterToken(new SSMClient(retries), tokenParameter);
const scaler = new Scaler({
  jobSource: new SemaphoreJobSource({ url: semaphoreUrl, token }),
  group: new AutoScalingAgentGroup(new AutoScalingClient(retries), autoScalingGroup),
  metrics: new EmbeddedMetrics(stackName, clock.now, writeLine),
  settings,
  clock,
  log,
});

/** What the handler needs of the Lambda context. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

export async function handler(_event: unknown, context: InvocationContext): Promise<void> {
  const remaining = context.getRemainingTimeInMillis();
  await tickThroughMinute({ tick: (signal) => scaler.tick(signal), remaining, clock, log });
}

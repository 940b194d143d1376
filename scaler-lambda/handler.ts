/** Invoked each minute by EventBridge, one invocation at a time. What was read and learned lives as long as the process. */
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
import { ScalerMemory } from './scaler-memory';
import { spreadOf, tickPhase } from './spread';
import { Scaler } from './tick';
import { WantedParameter } from './wanted-parameter';

const environment = readEnvironment(process.env);
const { semaphoreUrl: url, stackName, tokenParameter, wantedParameter } = environment;
/** Requests are repeated after a random time that doubles, as long as the tick's time limit allows. */
const retries = { maxAttempts: 4 };
const ssm = new SSMClient(retries);
const scaler = new Scaler({
  ...environment,
  jobSource: new SemaphoreJobSource({ url, token: new ParameterToken(ssm, tokenParameter) }),
  group: new AutoScalingAgentGroup(new AutoScalingClient(retries), environment.autoScalingGroup),
  memory: new ScalerMemory(new WantedParameter(ssm, wantedParameter), log),
  metrics: new EmbeddedMetrics(stackName, clock.now, writeLine),
  settings: environment,
  spread: spreadOf(stackName),
  clock,
  log,
});
/** The first decision of a process has waited for long enough. */
let phase = 0;

export async function handler(_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const minute = tickThroughMinute({ scaler, phase, remaining: context.getRemainingTimeInMillis(), clock, log });
  phase = tickPhase(stackName);
  await minute;
}

import { Duration } from '../config/duration';
import { type SearchSpace, schedulesOf, type TunedSettings } from '../simulator/tune/tuned-settings';

/** The lines of a fleet file that these settings come to. */
export function fleetFileLines(settings: TunedSettings, space: SearchSpace, agentType = 's1-linux'): string {
  const { min, readyFor, headroom, idleTimeout, agentsPerInstance } = settings;
  const schedules = schedulesOf(settings, space.busyHours);
  const idle = idleTimeout === 0 ? 'never' : Duration.seconds(idleTimeout);
  return [
    'agentTypes:',
    `  ${agentType}:`,
    '    size:',
    `      min: ${min}`,
    `      max: ${space.scenario.max}`,
    headroom === undefined
      ? `      readyFor: ${readyFor}%`
      : `      headroom: ${JSON.stringify(headroom).replaceAll('"', '').replace(':', ': ')}`,
    ...(schedules.length > 0 ? ['      schedules:'] : []),
    ...schedules.map(
      ({ cron, timeZone, min: least }) => `        - { cron: "${cron}", timeZone: ${timeZone}, min: ${least} }`,
    ),
    '    agent:',
    `      idleTimeout: ${idle}`,
    ...(agentsPerInstance === 1 ? [] : [`      perInstance: ${agentsPerInstance}`]),
  ].join('\n');
}

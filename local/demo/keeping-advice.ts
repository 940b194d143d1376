import type { Stage } from './stage';
import { type Summary, summaryLines } from './summary';

/** What to do with a demo that stays. */
export function keepingAdvice({ emulator, hub, fleet }: Stage, summary: Summary): string[] {
  const [agentType] = fleet.agentTypes;
  return [
    ...summaryLines(summary),
    '',
    'Everything goes on running; Ctrl-C stops it. In another terminal:',
    `  export FLEET_HUB=${hub.url}`,
    `  export AWS_ENDPOINT_URL=${emulator.url} AWS_REGION=${fleet.region}`,
    '  export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo',
    `  bin/fleet.cjs jobs add --agent-type ${agentType?.name} --count 5 'sleep 10'`,
    '  aws autoscaling describe-auto-scaling-groups',
    '',
  ];
}

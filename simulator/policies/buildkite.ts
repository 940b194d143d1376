import type { Policy, TickView } from '../policy';
import { simulated } from '../policy-model';
import type { Scenario } from '../scenario';

/** Settings of Buildkite's Elastic CI Stack that matter to its scaler, by the names of its template's parameters. */
interface ElasticStack {
  /** BuildkiteTerminateInstanceAfterJob */
  readonly terminateAfterJob: boolean;
  /** ScaleInIdlePeriod, in seconds. */
  readonly idlePeriod: number;
  /** ScaleOutCooldownPeriod, in seconds. */
  readonly scaleOutCooldown: number;
  /** InstanceBuffer: spare instances while there are jobs, but no more than the jobs need. */
  readonly instanceBuffer: number;
}

/** Seconds that terminate-instance sleeps before it asks the group to end the instance. */
const logDrain = 10;
/** AVAILABILITY_THRESHOLD: with a smaller share of agents there, one more instance is asked for. */
const availabilityThreshold = 0.5;

const source =
  'buildkite/buildkite-agent-scaler v1.12.0: scaler/scaler.go, scaler/scaling_calculator.go; ' +
  'buildkite/elastic-ci-stack-for-aws v6.71.1: templates/aws-stack.yml, scripts/terminate-instance';

/** As its template comes: instances run job after job, and leave after ten idle minutes. */
export const buildkite = simulated('buildkite', `${source}, with the template's defaults`, (scenario) =>
  elasticStack(scenario, { terminateAfterJob: false, idlePeriod: 600, scaleOutCooldown: 300, instanceBuffer: 0 }),
);

/** As one would set it: no cooldown, one spare instance, and as many jobs per instance as the others run. */
export const buildkiteBest = simulated(
  'buildkite-best',
  `${source}, without its cooldown and with a buffer`,
  (scenario) =>
    elasticStack(scenario, {
      terminateAfterJob: scenario.disconnectAfterJob,
      idlePeriod: 300,
      scaleOutCooldown: 0,
      instanceBuffer: 2,
    }),
);

/** Any settings, to search for the best. */
export function elasticStack(scenario: Scenario, settings: ElasticStack): Policy {
  let lastScaleOut = Number.NEGATIVE_INFINITY;
  return {
    idleTimeout: settings.idlePeriod,
    disconnectAfterJob: settings.terminateAfterJob,
    decideTime: scenario.decideTime + logDrain,
    desiredCapacity(view) {
      const { group, now } = view;
      const wanted = Math.max(group.min, Math.min(group.max, needed(view, scenario.agentsPerInstance, settings)));
      const cools = now - lastScaleOut < settings.scaleOutCooldown;
      if (wanted <= group.desired || cools) return group.desired;
      lastScaleOut = now;
      return wanted;
    },
    // DisableScaleIn and InstanceScaleInProtection are on: only the instances lower the group.
    leave: () => 'lower',
  };
}

function needed(view: TickView, agentsPerInstance: number, { instanceBuffer }: ElasticStack): number {
  const jobs = view.jobs.queued + view.jobs.running;
  if (jobs === 0) return 0;
  const instances = Math.ceil(jobs / agentsPerInstance);
  return Math.max(instances, recovery(view, agentsPerInstance)) + Math.min(instances, instanceBuffer);
}

/** One instance more when the group has settled and too few of its agents are there. */
function recovery({ agents, group, inService }: TickView, agentsPerInstance: number): number {
  const expected = agentsPerInstance * (inService || group.desired);
  const isShort = expected > 0 && agents / expected < availabilityThreshold;
  return isShort && inService === group.desired ? group.desired + 1 : 0;
}

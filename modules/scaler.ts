import { Construct } from 'constructs';
import { bootTimeOf } from '../config/boot-times';
import { Duration } from '../config/duration';
import type { AgentType, SemaphoreEndpoint } from '../config/fleet';
import type { AgentGroup } from './agent-group';
import type { AgentToken } from './agent-token';
import type { DeploymentTarget } from './deployment-target';
import { FunctionNetwork } from './function-network';
import type { Network } from './network';
import { ScheduledFunction } from './scheduled-function';
import type { WantedParameter } from './wanted-parameter';

/** Properties of a `Scaler`. */
export interface ScalerProps {
  readonly target: DeploymentTarget;
  readonly endpoint: SemaphoreEndpoint;
  readonly agentType: AgentType;
  readonly token: AgentToken;
  readonly wanted: WantedParameter;
  readonly group: AgentGroup;
  readonly network: Network;
}

/** The function that reads the queue and raises the group's desired capacity. */
export class Scaler extends Construct {
  readonly function: ScheduledFunction;

  constructor(scope: Construct, id: string, props: ScalerProps) {
    super(scope, id);
    const { target, agentType, token, wanted, group } = props;
    const minute = Duration.minutes(1);
    this.function = new ScheduledFunction(this, 'scaler', {
      target,
      agentType,
      name: `${agentType.resourcePrefix}-scaler`,
      description: `Sets the size of ${agentType.resourcePrefix} by the jobs of ${agentType.name}`,
      folder: 'scaler-lambda',
      schedule: 'rate(1 minute)',
      timeout: minute,
      memorySize: 256,
      environment: environment(props),
      // Two scalers at a time would act on each other's figures; a late one on old figures.
      alone: true,
      dropAfter: minute,
      network: this.functionNetwork(props),
    });
    token.grantRead(this.function.role);
    wanted.grantWrite(this.function.role);
    group.grantScale(this.function.role);
  }

  private functionNetwork({ agentType, network }: ScalerProps): FunctionNetwork | undefined {
    const { network: settings, resourcePrefix } = agentType;
    if (!(settings.scalerInVpc ?? settings.vpc !== undefined)) return undefined;
    return new FunctionNetwork(this, 'network', { name: `${resourcePrefix}-scaler`, network, settings });
  }
}

/** The function's environment; scaler-lambda/environment.ts reads it. */
function environment({ endpoint, agentType, token, wanted, group }: ScalerProps): Record<string, string> {
  const { headroom, readyFor, schedules } = agentType.size;
  return {
    SEMAPHORE_URL: `${endpoint.https ? 'https' : 'http'}://${endpoint.host}`,
    TOKEN_PARAMETER: token.parameter,
    // A reference, so that the function comes after the parameter.
    WANTED_PARAMETER: wanted.parameter.name,
    // A reference, so that the function comes after the group and goes before it.
    AUTO_SCALING_GROUP: group.group.name,
    STACK_NAME: agentType.resourcePrefix,
    AGENTS_PER_INSTANCE: String(agentType.agent.perInstance),
    READY_FOR: String(readyFor),
    BOOT_SECONDS: String(bootTimeOf(agentType.image.os).mean),
    ...(headroom && 'number' in headroom ? { HEADROOM_NUMBER: String(headroom.number) } : {}),
    ...(headroom && 'percent' in headroom ? { HEADROOM_PERCENT: String(headroom.percent) } : {}),
    ...(schedules.length > 0 ? { SIZE_SCHEDULES: JSON.stringify(schedules) } : {}),
  };
}

import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { Construct } from 'constructs';
import { Duration } from '../config/duration';
import type { AgentType } from '../config/fleet';
import { AgentFunction } from './agent-function';
import type { AgentGroup } from './agent-group';
import type { DeploymentTarget } from './deployment-target';
import { desiredConfiguration } from './desired-configuration';
import type { InstanceRole } from './instance-role';
import type { LaunchTemplate } from './launch-template';

/** Properties of an `InstanceRefresh`. */
export interface InstanceRefreshProps {
  readonly target: DeploymentTarget;
  readonly agentType: AgentType;
  readonly group: AgentGroup;
  readonly launchTemplate: LaunchTemplate;
  /** Role of the instances. */
  readonly role: InstanceRole;
}

/**
 * Replaces the instances when what they are launched from changes, and goes back when new ones get no agent. The
 * provider's own refresh cannot: it updates the group first, so that AWS goes back to what is new
 * (https://github.com/hashicorp/terraform-provider-aws/issues/34189). This one is started by a function, which a deploy
 * invokes with what the group is to launch, whenever that has changed.
 */
export class InstanceRefresh extends Construct {
  readonly function: AgentFunction;

  constructor(scope: Construct, id: string, props: InstanceRefreshProps) {
    super(scope, id);
    const { target, agentType, group, launchTemplate, role } = props;
    const { resourcePrefix } = agentType;
    this.function = new AgentFunction(this, 'refresh', {
      target,
      agentType,
      name: `${resourcePrefix}-refresh`,
      description: `Replaces the instances of ${resourcePrefix} when what they are launched from has changed`,
      folder: 'refresh-lambda',
      // A refresh that runs has to be cancelled, and a new role's permissions take their time.
      timeout: Duration.seconds(90),
      memorySize: 256,
      // Not a reference: the function is made while the group is.
      environment: { AUTO_SCALING_GROUP: resourcePrefix },
    });
    group.grantRefresh(this.function.role);
    launchTemplate.grantLaunch(this.function.role, target);
    role.grantPass(this.function.role);
    new LambdaInvocation(this, 'invocation', {
      functionName: this.function.lambda.functionName,
      input: desiredConfiguration(group.launches),
      dependsOn: group.ready,
    });
  }
}

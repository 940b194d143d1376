import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import { wantedParameterName } from '../config/wanted-capacity';
import type { DeploymentTarget } from './deployment-target';
import { parameterArn } from './parameter-arn';
import type { ServiceRole } from './service-role';

/** Properties of a `WantedParameter`. */
export interface WantedParameterProps {
  readonly target: DeploymentTarget;
  readonly agentType: AgentType;
}

/** Where the scaler tells instances that could leave what it wants, and keeps what it has learned. */
export class WantedParameter extends Construct {
  /** Parameter name, known at synth. */
  readonly name: string;
  readonly parameter: SsmParameter;
  private readonly arn: string;

  constructor(scope: Construct, id: string, { target, agentType }: WantedParameterProps) {
    super(scope, id);
    this.name = wantedParameterName(agentType.resourcePrefix);
    this.arn = parameterArn(target, this.name);
    this.parameter = new SsmParameter(this, 'parameter', {
      name: this.name,
      description: `What the scaler of ${agentType.name} wants and has learned`,
      type: 'String',
      tier: 'Standard',
      insecureValue: '{}',
      // The scaler's business after creation.
      lifecycle: { ignoreChanges: ['insecure_value'] },
    });
  }

  /** Lets `role` read this parameter. */
  grantRead(role: ServiceRole): void {
    role.allow({ actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: [this.arn] });
  }

  /** Lets `role` read this parameter and write it. */
  grantWrite(role: ServiceRole): void {
    role.allow({ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [this.arn] });
  }
}

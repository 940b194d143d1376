import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import type { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import { ServiceRole } from './service-role';

/** Properties of an `InstanceRole`. */
export interface InstanceRoleProps {
  readonly target: DeploymentTarget;
  readonly agentType: Pick<AgentType, 'resourcePrefix' | 'roles' | 'managedPolicies'>;
}

/**
 * What AWS documents as the least for Session Manager. The managed policy AmazonSSMManagedInstanceCore also reads every
 * parameter of the account, the registration tokens of all other agent types among them.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
const sessionManager = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/** Role of the instances, and the profile that gives it to them. */
export class InstanceRole extends ServiceRole {
  readonly profile: IamInstanceProfile;

  constructor(scope: Construct, id: string, props: InstanceRoleProps) {
    const { target, agentType } = props;
    const name = `${agentType.resourcePrefix}-instance`;
    super(scope, id, { name, service: 'ec2', settings: agentType.roles });
    this.allow({ actions: sessionManager, resources: ['*'] });
    for (const policy of new Set(agentType.managedPolicies)) {
      this.attach(`managed-${policy}`, policy.startsWith('arn:') ? policy : target.policyArn(policy));
    }
    this.profile = new IamInstanceProfile(this, 'profile', { name, path: agentType.roles.path, role: this.role.name });
  }

  /** Lets `role` have EC2 launch instances with this role. */
  grantPass(role: ServiceRole): void {
    const condition = [{ test: 'StringEquals', variable: 'iam:PassedToService', values: [this.principal] }];
    role.allow({ actions: ['iam:PassRole'], resources: [this.role.arn], condition });
  }
}

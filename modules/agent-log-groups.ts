import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import type { ServiceRole } from './service-role';

/** What instances log, each into a group of its own; the stream is the instance id. */
const logs = ['agent', 'supervisor', 'cloud-init', 'cloud-init/output', 'system'] as const;

/** Properties of `AgentLogGroups`. */
export interface AgentLogGroupsProps {
  readonly target: DeploymentTarget;
  /** Names start with it: `/agent-fleet/<prefix>/agent`. */
  readonly resourcePrefix: string;
  readonly settings: AgentType['logs'];
}

/** Log groups of the instances. Made here, so that they have a retention and go with the stack. */
export class AgentLogGroups extends Construct {
  readonly groups: readonly CloudwatchLogGroup[];
  private readonly arns: string[];

  constructor(scope: Construct, id: string, props: AgentLogGroupsProps) {
    super(scope, id);
    const names = logs.map((log) => ({ log, name: `/agent-fleet/${props.resourcePrefix}/${log}` }));
    const { retentionDays: retentionInDays } = props.settings;
    this.groups = names.map(
      ({ log, name }) => new CloudwatchLogGroup(this, log.replace('/', '-'), { name, retentionInDays }),
    );
    this.arns = names.map(({ name }) => props.target.arn('logs', `log-group:${name}:*`));
  }

  get names(): string[] {
    return this.groups.map((group) => group.name);
  }

  /** Lets `role` write to these groups, and create none. */
  grantWrite(role: ServiceRole): void {
    role.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: this.arns });
  }
}

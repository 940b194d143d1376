import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { DataResource } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../config/duration';
import type { AgentType } from '../config/fleet';
import { bakedInKeys } from '../known-hosts-lambda/baked-in-keys';
import { knownHostsLines } from '../known-hosts-lambda/known-hosts-lines';
import type { DeploymentTarget } from './deployment-target';
import { parameterArn } from './parameter-arn';
import { ScheduledFunction } from './scheduled-function';
import type { ServiceRole } from './service-role';

/** Properties of `KnownHosts`. */
export interface KnownHostsProps {
  readonly target: DeploymentTarget;
  readonly agentType: AgentType;
}

/**
 * SSH host keys of Git hosts, in a parameter that instances read at boot. It starts with the keys that come with this
 * program, so that neither synth nor the first boot needs the network; a function brings it up to date every day.
 */
export class KnownHosts extends Construct {
  /** Parameter name, known at synth. */
  readonly name: string;
  readonly parameter: SsmParameter;
  readonly function: ScheduledFunction;
  private readonly arn: string;

  constructor(scope: Construct, id: string, props: KnownHostsProps) {
    super(scope, id);
    const { target, agentType } = props;
    const { knownHosts: hosts, resourcePrefix } = agentType;
    this.name = `/agent-fleet/${resourcePrefix}/known-hosts`;
    this.arn = parameterArn(target, this.name);
    // The value is the function's after creation, so only a new parameter makes a changed list of hosts take effect at once.
    const list = new DataResource(this, 'hosts', { triggersReplace: { hosts } });
    this.parameter = new SsmParameter(this, 'parameter', {
      name: this.name,
      description: `SSH host keys that the jobs of ${agentType.name} trust`,
      type: 'String',
      tier: 'Standard',
      insecureValue: knownHostsLines(new Map(hosts.map((host) => [host, bakedInKeys[host]]))),
      lifecycle: { ignoreChanges: ['insecure_value'], replaceTriggeredBy: [address(list)] },
    });
    this.function = new ScheduledFunction(this, 'refresh', {
      target,
      agentType,
      name: `${resourcePrefix}-known-hosts`,
      description: `Refreshes ${this.name} from what the Git hosts publish`,
      folder: 'known-hosts-lambda',
      schedule: 'rate(1 day)',
      timeout: Duration.seconds(60),
      memorySize: 128,
      environment: { PARAMETER: this.name, HOSTS: hosts.join(',') },
    });
    this.function.role.allow({ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [this.arn] });
  }

  /** Lets `role` read the parameter. */
  grantRead(role: ServiceRole): void {
    role.allow({ actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: [this.arn] });
  }
}

/** Address of `resource`; what CDKTF makes of the resource itself here is an expression, which Terraform refuses. */
function address(resource: DataResource): string {
  return `${DataResource.tfResourceType}.${resource.friendlyUniqueId}`;
}

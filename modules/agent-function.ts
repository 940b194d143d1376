import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { Construct } from 'constructs';
import type { Duration } from '../config/duration';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import { FileAsset } from './file-asset';
import { type FunctionFolder, functionBundle } from './function-bundle';
import type { FunctionNetwork } from './function-network';
import { ServiceRole } from './service-role';

/** Properties of an `AgentFunction`. */
export interface AgentFunctionProps {
  readonly target: DeploymentTarget;
  /** Name of the function and its role, at most 64 characters. */
  readonly name: string;
  readonly description: string;
  /** Folder with the function's `handler.ts`. */
  readonly folder: FunctionFolder;
  readonly timeout: Duration;
  /** Memory in MB, which also decides the share of a processor. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly agentType: Pick<AgentType, 'roles' | 'logs'>;
  /** For a function that must not run twice at the same time. @default - runs as often as it is invoked */
  readonly alone?: boolean;
  /** Subnets and security group. @default - outside of any VPC, with access to the internet */
  readonly network?: FunctionNetwork | undefined;
}

/** A Lambda function of this repository, with a role and a log group of its own. */
export class AgentFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: ServiceRole;
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: AgentFunctionProps) {
    super(scope, id);
    const { name, target, agentType, network, description } = props;
    this.role = new ServiceRole(this, 'role', { name, service: 'lambda', settings: agentType.roles });
    const { retentionDays: retentionInDays } = agentType.logs;
    const logGroupName = `/aws/lambda/${name}`;
    this.logGroup = new CloudwatchLogGroup(this, 'logs', { name: logGroupName, retentionInDays });
    const logStreams = target.arn('logs', `log-group:${logGroupName}:*`);
    this.role.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logStreams] });
    network?.grantAttach(this.role, target.arn('lambda', `function:${name}`));

    const { archive, codeHash } = functionBundle(props.folder);
    const hash = Buffer.from(codeHash, 'base64').toString('hex').slice(0, 32);
    const code = new FileAsset(this, 'code', { name: `${props.folder}.zip`, content: archive, hash });
    this.lambda = new LambdaFunction(this, 'function', {
      functionName: name,
      description,
      role: this.role.role.arn,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.path,
      sourceCodeHash: codeHash,
      timeout: props.timeout.seconds,
      memorySize: props.memorySize,
      environment: { variables: props.environment },
      ...(props.alone ? { reservedConcurrentExecutions: 1 } : {}),
      ...(network && { vpcConfig: network.vpcConfig }),
      // Without its log group the function would make one without retention; without its policy it could not log.
      dependsOn: [this.logGroup, ...this.role.permissions],
    });
  }
}

import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import type { Duration } from '../config/duration';
import type { AgentType } from '../config/fleet';
import type { DeploymentTarget } from './deployment-target';
import { type FunctionFolder, functionBundle } from './function-bundle';
import type { FunctionNetwork } from './function-network';
import { ServiceRole } from './service-role';

/** Properties of a `ScheduledFunction`. */
export interface ScheduledFunctionProps {
  readonly target: DeploymentTarget;
  /** Name of the function, its role and its rule, at most 64 characters. */
  readonly name: string;
  readonly description: string;
  /** Folder with the function's `handler.ts`. */
  readonly folder: FunctionFolder;
  /** EventBridge schedule, such as `rate(1 minute)`. */
  readonly schedule: string;
  readonly timeout: Duration;
  /** Memory in MB, which also decides the share of a processor. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly agentType: Pick<AgentType, 'roles' | 'logs'>;
  /** For a function that must not run twice at the same time. @default - runs as often as it is invoked */
  readonly alone?: boolean;
  /** Age at which an invocation that could not start is dropped. @default - 6 hours, and two retries after failures */
  readonly dropAfter?: Duration;
  /** Subnets and security group. @default - outside of any VPC, with access to the internet */
  readonly network?: FunctionNetwork | undefined;
}

/** A Lambda function of this repository, invoked on a schedule, with a role and a log group of its own. */
export class ScheduledFunction extends Construct {
  readonly role: ServiceRole;
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const { name, target, agentType, network, description } = props;
    this.role = new ServiceRole(this, 'role', { name, service: 'lambda', settings: agentType.roles });
    const { retentionDays: retentionInDays } = agentType.logs;
    const logGroupName = `/aws/lambda/${name}`;
    this.logGroup = new CloudwatchLogGroup(this, 'logs', { name: logGroupName, retentionInDays });
    const logStreams = target.arn('logs', `log-group:${logGroupName}:*`);
    this.role.allow({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logStreams] });
    network?.grantAttach(this.role);

    const bundle = functionBundle(props.folder);
    const assetHash = Buffer.from(bundle.codeHash, 'base64').toString('hex').slice(0, 32);
    const code = new TerraformAsset(this, 'code', { path: bundle.path, type: AssetType.FILE, assetHash });
    const lambda = new LambdaFunction(this, 'function', {
      functionName: name,
      description,
      role: this.role.role.arn,
      runtime: 'nodejs22.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      filename: code.path,
      sourceCodeHash: bundle.codeHash,
      timeout: props.timeout.seconds,
      memorySize: props.memorySize,
      environment: { variables: props.environment },
      ...(props.alone ? { reservedConcurrentExecutions: 1 } : {}),
      ...(network && { vpcConfig: network.vpcConfig }),
      // Without its log group the function would make one without retention; without its policy it could not log.
      dependsOn: [this.logGroup, ...this.role.permissions],
    });
    this.schedule(lambda, props);
  }

  private schedule(lambda: LambdaFunction, { name, description, schedule, dropAfter }: ScheduledFunctionProps): void {
    const rule = new CloudwatchEventRule(this, 'rule', { name, description, scheduleExpression: schedule });
    const permission = new LambdaPermission(this, 'permission', {
      statementId: 'schedule',
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    // The target comes last: from here on the function is invoked.
    const dependsOn = [permission];
    // Without an id of our own each attempt to make it would get another, and the function be invoked twice.
    const target = { rule: rule.name, targetId: 'function', arn: lambda.arn };
    if (dropAfter) {
      const limits = new LambdaFunctionEventInvokeConfig(this, 'invocations', {
        functionName: lambda.functionName,
        maximumEventAgeInSeconds: dropAfter.seconds,
        maximumRetryAttempts: 0,
      });
      new CloudwatchEventTarget(this, 'target', { ...target, dependsOn: [...dependsOn, limits] });
    } else {
      new CloudwatchEventTarget(this, 'target', { ...target, dependsOn });
    }
  }
}

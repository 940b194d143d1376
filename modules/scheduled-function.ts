import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import type { Construct } from 'constructs';
import type { Duration } from '../config/duration';
import { AgentFunction, type AgentFunctionProps } from './agent-function';

/** Properties of a `ScheduledFunction`, whose rule has the name of the function. */
export interface ScheduledFunctionProps extends AgentFunctionProps {
  /** EventBridge schedule, such as `rate(1 minute)`. */
  readonly schedule: string;
  /** Age at which an invocation that could not start is dropped. @default - 6 hours, and two retries after failures */
  readonly dropAfter?: Duration;
}

/** A function that is invoked on a schedule. */
export class ScheduledFunction extends AgentFunction {
  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    const { name, description, schedule, dropAfter } = props;
    const { functionName, arn } = this.lambda;
    const rule = new CloudwatchEventRule(this, 'rule', { name, description, scheduleExpression: schedule });
    const permission = new LambdaPermission(this, 'permission', {
      statementId: 'schedule',
      action: 'lambda:InvokeFunction',
      functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    // The target comes last: from here on the function is invoked.
    const dependsOn = [permission];
    // Without an id of our own each attempt to make it would get another, and the function be invoked twice.
    const target = { rule: rule.name, targetId: 'function', arn };
    if (dropAfter) {
      const limits = new LambdaFunctionEventInvokeConfig(this, 'invocations', {
        functionName,
        maximumEventAgeInSeconds: dropAfter.seconds,
        maximumRetryAttempts: 0,
      });
      new CloudwatchEventTarget(this, 'target', { ...target, dependsOn: [...dependsOn, limits] });
    } else {
      new CloudwatchEventTarget(this, 'target', { ...target, dependsOn });
    }
  }
}

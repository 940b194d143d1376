import type { DeploymentTarget } from './deployment-target';

/** ARN of an SSM parameter; IAM knows `/a/b` as `parameter/a/b` and `b` as `parameter/b`. */
export function parameterArn(target: DeploymentTarget, name: string): string {
  return target.arn('ssm', `parameter/${name.replace(/^\//, '')}`);
}

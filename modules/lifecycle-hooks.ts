import type { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingLifecycleHook } from '@cdktf/provider-aws/lib/autoscaling-lifecycle-hook';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import { terminateHeartbeat } from './terminate-heartbeat';

/** Names of the hooks, which instances are told. */
export const lifecycleHookNames = { launch: 'launch', terminate: 'terminate' } as const;

/**
 * The group's hooks. An instance that takes longer than the boot limit is replaced without anyone looking; one that has to
 * leave is waited for while it sends heartbeats.
 */
export function lifecycleHooks(settings: AgentType['agent']) {
  const launch = {
    name: lifecycleHookNames.launch,
    lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    heartbeatTimeout: settings.bootLimit.seconds,
    defaultResult: 'ABANDON',
  } as const;
  const terminate = {
    name: lifecycleHookNames.terminate,
    lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    heartbeatTimeout: terminateHeartbeat(settings).timeoutSeconds,
    defaultResult: 'CONTINUE',
  } as const;
  return [launch, terminate] as const;
}

/** Properties of `LifecycleHooks`. */
export interface LifecycleHooksProps {
  readonly group: AutoscalingGroup;
  readonly settings: AgentType['agent'];
}

/**
 * The hooks as resources of their own. The group creates the same ones before its first instance
 * (`initial_lifecycle_hook`), but never changes them afterwards; putting a hook of the same name again changes nothing.
 *
 * At destroy they go before the group. Deleting a hook lets waiting instances go on, so a destroy does not wait for
 * running jobs, which end with it. Whoever wants them to finish sets `size.max` to 0 and deploys first.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteLifecycleHook.html
 */
export class LifecycleHooks extends Construct {
  readonly hooks: readonly AutoscalingLifecycleHook[];

  constructor(scope: Construct, id: string, props: LifecycleHooksProps) {
    super(scope, id);
    const autoscalingGroupName = props.group.name;
    this.hooks = lifecycleHooks(props.settings).map(
      (hook) => new AutoscalingLifecycleHook(this, hook.name, { autoscalingGroupName, ...hook }),
    );
  }
}

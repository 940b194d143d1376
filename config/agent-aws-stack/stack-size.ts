import { Duration } from '../duration';
import type { StackSettings } from './stack-settings';

/** Sizes, scaling and headroom. */
export function size(to: StackSettings): void {
  const { values } = to;
  const isDynamic = values.flag('SEMAPHORE_AGENT_USE_DYNAMIC_SCALING', true) ?? true;
  const min = values.count('SEMAPHORE_AGENT_ASG_MIN_SIZE');
  const max = values.count('SEMAPHORE_AGENT_ASG_MAX_SIZE');
  const desired = values.count('SEMAPHORE_AGENT_ASG_DESIRED');
  to.set('SEMAPHORE_AGENT_USE_DYNAMIC_SCALING', 'size.scaling', isDynamic ? undefined : 'static');
  to.set('SEMAPHORE_AGENT_ASG_MIN_SIZE', 'size.min', min);
  to.set('SEMAPHORE_AGENT_ASG_MAX_SIZE', 'size.max', max);
  to.set('SEMAPHORE_AGENT_ASG_DESIRED', 'size.desired', desired);
  if (!isDynamic && desired === undefined && (min ?? 0) !== (max ?? 1)) {
    to.set('SEMAPHORE_AGENT_ASG_DESIRED', 'size.desired', min ?? 0);
    values.remark(
      'SEMAPHORE_AGENT_ASG_DESIRED',
      'was not set; the group starts at its minimum, and nothing changes that without dynamic scaling',
    );
  }
  const lifetime = values.seconds('SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME', Duration.days(1), Duration.days(365));
  to.set(
    'SEMAPHORE_AGENT_ASG_MAX_INSTANCE_LIFETIME',
    'size.maxLifetime',
    lifetime?.seconds ? String(lifetime) : undefined,
  );
  to.set('SEMAPHORE_AGENT_ASG_METRICS', 'size.metrics', values.list('SEMAPHORE_AGENT_ASG_METRICS'));
  const isProtected = values.flag('SEMAPHORE_AGENT_ASG_NEW_INSTANCES_PROTECTED_FROM_SCALE_IN', false);
  to.set('SEMAPHORE_AGENT_ASG_NEW_INSTANCES_PROTECTED_FROM_SCALE_IN', 'size.protectFromScaleIn', isProtected);
  headroom(to, isDynamic && (min ?? 0) !== (max ?? 1));
}

function headroom(to: StackSettings, isUsed: boolean): void {
  const strategy = to.values.text('SEMAPHORE_AGENT_OVERPROVISION_STRATEGY') ?? 'none';
  const unit = { number: 'number', percentage: 'percent' }[strategy];
  if (strategy === 'none') {
    if (to.values.text('SEMAPHORE_AGENT_OVERPROVISION_FACTOR') !== '0')
      to.leaveOut(
        'SEMAPHORE_AGENT_OVERPROVISION_FACTOR',
        'without SEMAPHORE_AGENT_OVERPROVISION_STRATEGY it has no effect',
      );
  } else if (unit === undefined) {
    to.values.wrong('SEMAPHORE_AGENT_OVERPROVISION_STRATEGY', 'must be none, number or percentage');
  } else if (!isUsed) {
    to.leaveOut('SEMAPHORE_AGENT_OVERPROVISION_STRATEGY', 'the size never changes');
  } else {
    const factor = to.values.count('SEMAPHORE_AGENT_OVERPROVISION_FACTOR');
    if (factor !== undefined) to.set('SEMAPHORE_AGENT_OVERPROVISION_FACTOR', `size.headroom.${unit}`, factor);
    else if (!to.values.has('SEMAPHORE_AGENT_OVERPROVISION_FACTOR'))
      to.values.wrong('SEMAPHORE_AGENT_OVERPROVISION_FACTOR', 'must be a whole number of at least 1');
  }
}

/** How the agent behaves. */
export function agent(to: StackSettings): void {
  const { values } = to;
  to.set(
    'SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB',
    'agent.disconnectAfterJob',
    values.flag('SEMAPHORE_AGENT_DISCONNECT_AFTER_JOB', true),
  );
  const idle = values.seconds('SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT', Duration.seconds(10), Duration.days(7));
  const timeout = idle?.seconds === 0 ? 'never' : idle && String(idle);
  to.set('SEMAPHORE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT', 'agent.idleTimeout', timeout);
  to.set(
    'SEMAPHORE_AGENT_USE_PRE_SIGNED_URL',
    'agent.preSignedName',
    values.flag('SEMAPHORE_AGENT_USE_PRE_SIGNED_URL', false),
  );
}

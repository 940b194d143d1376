import * as fc from 'fast-check';
import { type InstanceState, newInstance } from '../../supervisor/instance-state';
import { step } from '../../supervisor/lifecycle';
import type { LifecycleEffect } from '../../supervisor/lifecycle-effect';
import type { LifecycleEvent } from '../../supervisor/lifecycle-event';

const agents = 2;
const slot = fc.nat(agents - 1);
const failures = ['quota-reached', 'name-taken', 'token-refused', 'unreachable', 'crashed'] as const;
const causes = ['spot-notice', 'rebalance-recommendation', 'signal', 'disk-full', 'expired'] as const;
const plain = [
  'boot-failed',
  'boot-limit',
  'spot-deadline',
  'heartbeat-due',
  'drain-limit',
  'termination-accepted',
  'decrement-refused',
  'aws-unreachable',
  'leave-limit',
  'work-seen',
] as const;

export const anyEvent: fc.Arbitrary<LifecycleEvent> = fc.oneof(
  fc.record({
    type: fc.constant('target-state' as const),
    target: fc.constantFrom('InService' as const, 'InService' as const, 'Terminated' as const, 'Warmed' as const),
  }),
  fc.record({ type: fc.constant('agent-registered' as const), slot }),
  fc.record({
    type: fc.constant('agent-ended' as const),
    slot,
    reason: fc.constantFrom('IDLE' as const, 'JOB_FINISHED' as const, undefined),
  }),
  fc.record({ type: fc.constant('agent-ended' as const), slot, failure: fc.constantFrom(...failures) }),
  fc.record({ type: fc.constant('retry-due' as const), slot }),
  fc.record({ type: fc.constant('drain-wanted' as const), cause: fc.constantFrom(...causes) }),
  fc.record({
    type: fc.constant('group-answered' as const),
    leaving: fc.constantFrom('lower' as const, 'replace' as const, 'stay' as const),
  }),
  fc.record({ type: fc.constantFrom(...plain) }),
);

/** One moment of a life. */
export interface Moment {
  readonly before: InstanceState;
  readonly event: LifecycleEvent;
  readonly effects: readonly LifecycleEffect[];
  readonly after: InstanceState;
}

/** Lives in which anything happens at any time that is not impossible: only an agent that was started can end. */
export const anyLife: fc.Arbitrary<readonly Moment[]> = fc.array(anyEvent, { maxLength: 60 }).map((events) => {
  const life: Moment[] = [];
  let state = newInstance(agents);
  for (const event of events) {
    if (!isPossible(state, event)) continue;
    const next = step(state, event);
    life.push({ before: state, event, effects: next.effects, after: next.state });
    state = next.state;
  }
  return life;
});

function isPossible(state: InstanceState, event: LifecycleEvent): boolean {
  if (event.type === 'agent-registered') return state.slots[event.slot]?.state === 'starting';
  if (event.type !== 'agent-ended') return true;
  return state.slots[event.slot]?.state === (event.failure === undefined ? 'working' : 'starting');
}

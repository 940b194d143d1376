import type { InstanceState } from './instance-state';
import { askGroup, type Step } from './lifecycle';
import type { LifecycleEffect } from './lifecycle-effect';

/** What a supervisor does first that finds the state of one before it. */
export function resume(state: InstanceState): Step {
  const adopted = state.slots.flatMap((slot, index): LifecycleEffect[] => {
    if (slot.state === 'retrying') return [{ type: 'watch-retry', slot: index, attempt: slot.attempt }];
    return slot.state === 'vacant' ? [] : [{ type: 'adopt-agent', slot: index }];
  });
  switch (state.phase) {
    case 'waiting':
    case 'warming':
      return { state, effects: [] };
    case 'booting':
    case 'running':
      return { state, effects: adopted };
    case 'draining':
      // The first one may have ended before all agents were told.
      return { state, effects: [...adopted, { type: 'interrupt-agents' }, { type: 'watch-drain' }] };
    case 'deciding':
      return { state, effects: [askGroup(state)] };
    case 'leaving':
    case 'off':
      // The group may have been told or not: telling it again could lower the desired capacity twice.
      return { state: { ...state, phase: 'off' }, effects: [{ type: 'power-off' }] };
  }
}

import type { LifecycleEffect } from './lifecycle-effect';
import type { LifecycleEvent } from './lifecycle-event';
import type { ShutdownReason } from './shutdown-reason';

/**
 * Where an instance is in its life.
 * - `waiting`: just started; `warming`: waits in a warm pool, without agents
 * - `booting`: agents start; `running`: at least one is registered; `draining`: they have been asked to stop
 * - `deciding`: all agents have ended, and the group is asked whether it wants the instance
 * - `leaving`: the group has been told to terminate the instance; `off`: nothing is left to do but to be ended
 */
export type Phase = 'waiting' | 'warming' | 'booting' | 'running' | 'draining' | 'deciding' | 'leaving' | 'off';

/** One agent's place on the instance. `working`: registered, so it may be running a job. */
export type Slot =
  | { readonly state: 'starting' | 'working' }
  | { readonly state: 'vacant'; readonly reason: ShutdownReason | undefined };

export interface InstanceState {
  readonly phase: Phase;
  readonly slots: readonly Slot[];
  /** The launch hook has been answered. */
  readonly launched: boolean;
  /** The group wants the instance gone: what is left is to drain and to answer the terminate hook. */
  readonly terminated: boolean;
}

export interface Step {
  readonly state: InstanceState;
  readonly effects: readonly LifecycleEffect[];
}

export function newInstance(agents: number): InstanceState {
  const slots = Array.from({ length: agents }, (): Slot => ({ state: 'vacant', reason: undefined }));
  return { phase: 'waiting', slots, launched: false, terminated: false };
}

/** What an instance becomes, and does, when something happens. */
export function step(state: InstanceState, event: LifecycleEvent): Step {
  if (state.phase === 'off') return { state, effects: [] };
  switch (event.type) {
    case 'target-state':
      return targetState(state, event.target);
    case 'agent-registered':
      return agentRegistered(withSlot(state, event.slot, { state: 'working' }));
    case 'agent-ended':
      return agentEnded(withSlot(state, event.slot, { state: 'vacant', reason: event.reason }), event.slot);
    case 'boot-failed':
      return bootLimit(state);
    case 'spot-notice':
      return drain(state);
    case 'vacancy-limit':
      return fillVacancy(state, event.slot);
    case 'drain-limit':
      return state.phase === 'draining' && state.terminated ? finish(state) : { state, effects: [] };
    case 'heartbeat-due':
      return { state, effects: state.phase === 'draining' && state.terminated ? [{ type: 'heartbeat' }] : [] };
    case 'group-answered':
      return state.phase === 'deciding' ? decide(state, event.atMin) : { state, effects: [] };
    case 'decrement-refused':
      return { state, effects: state.phase === 'leaving' ? [{ type: 'terminate-instance', decrement: false }] : [] };
    case 'aws-unreachable':
    case 'leave-limit':
      return isEmpty(state) ? powerOff(state) : { state, effects: [] };
  }
}

function targetState(state: InstanceState, target: 'InService' | 'Terminated' | 'Warmed'): Step {
  if (target === 'Terminated') return state.terminated ? { state, effects: [] } : drain({ ...state, terminated: true });
  const { phase } = state;
  if (target === 'Warmed' && phase === 'waiting') {
    const effects = [{ type: 'complete-hook', hook: 'launch', result: 'CONTINUE' }] as const;
    return { state: { ...state, phase: 'warming' }, effects };
  }
  return target === 'InService' && (phase === 'waiting' || phase === 'warming')
    ? startAll({ ...state, phase: 'booting' })
    : { state, effects: [] };
}

function agentRegistered(state: InstanceState): Step {
  if (state.phase !== 'booting' || state.slots.some((slot) => slot.state === 'starting')) return { state, effects: [] };
  return launched(state);
}

/** Rule 2 of the design: InService means that an agent is registered. */
function launched(state: InstanceState): Step {
  const effects: LifecycleEffect[] = [];
  if (!state.launched) effects.push({ type: 'complete-hook', hook: 'launch', result: 'CONTINUE' });
  return { state: { ...state, phase: 'running', launched: true }, effects };
}

function agentEnded(state: InstanceState, slot: number): Step {
  if (state.phase === 'booting') {
    if (state.slots.some((other) => other.state === 'starting')) return { state, effects: [] };
    const registered = isWorking(state) || state.slots.some((other) => 'reason' in other && other.reason !== undefined);
    if (!registered) return bootFailed(state);
    const next = launched(state);
    return isEmpty(next.state) ? andThen(next, leave) : next;
  }
  if (!isEmpty(state)) {
    return { state, effects: state.phase === 'running' ? [{ type: 'watch-vacancy', slot }] : [] };
  }
  if (state.phase === 'draining' && state.terminated) return finish(state);
  return state.phase === 'running' || state.phase === 'draining' ? leave(state) : { state, effects: [] };
}

/** An idle agent's place stays empty only while the others are idle too; else a waiting job would find no agent here. */
function fillVacancy(state: InstanceState, slot: number): Step {
  const place = state.slots[slot];
  if (state.phase !== 'running' || place?.state !== 'vacant' || place.reason !== 'IDLE') return { state, effects: [] };
  return { state: withSlot(state, slot, { state: 'starting' }), effects: [{ type: 'start-agent', slot }] };
}

/** Rule 3: a busy agent is asked, never killed. */
function drain(state: InstanceState): Step {
  if (isEmpty(state)) return state.terminated ? finish(state) : { state, effects: [] };
  const effects: LifecycleEffect[] = state.phase === 'draining' ? [] : [{ type: 'interrupt-agents' }];
  if (state.terminated) effects.push({ type: 'watch-drain' });
  return { state: { ...state, phase: 'draining' }, effects };
}

function leave(state: InstanceState): Step {
  return { state: { ...state, phase: 'deciding' }, effects: [{ type: 'ask-group' }] };
}

/** Rules 4 and 5: stay when idle and wanted; else leave, and take the place along unless the group is at its minimum. */
function decide(state: InstanceState, atMin: boolean): Step {
  const idle = state.slots.every((slot) => slot.state === 'vacant' && slot.reason === 'IDLE');
  if (idle && atMin) return startAll({ ...state, phase: 'running' });
  const effects = [{ type: 'terminate-instance', decrement: !atMin }, { type: 'watch-leave' }] as const;
  return { state: { ...state, phase: 'leaving' }, effects };
}

/** One agent is enough to be of use. */
function bootLimit(state: InstanceState): Step {
  if (state.phase === 'booting' && isWorking(state)) return launched(state);
  return state.phase === 'waiting' || state.phase === 'booting' ? bootFailed(state) : { state, effects: [] };
}

function bootFailed(state: InstanceState): Step {
  const effects = [{ type: 'complete-hook', hook: 'launch', result: 'ABANDON' }, { type: 'power-off' }] as const;
  return { state: { ...state, phase: 'off' }, effects };
}

function finish(state: InstanceState): Step {
  const effects = [{ type: 'complete-hook', hook: 'terminate', result: 'CONTINUE' }] as const;
  return { state: { ...state, phase: 'off' }, effects };
}

function powerOff(state: InstanceState): Step {
  return { state: { ...state, phase: 'off' }, effects: [{ type: 'power-off' }] };
}

function startAll(state: InstanceState): Step {
  const slots = state.slots.map((): Slot => ({ state: 'starting' }));
  return { state: { ...state, slots }, effects: slots.map((_, slot) => ({ type: 'start-agent', slot })) };
}

function andThen({ state, effects }: Step, next: (state: InstanceState) => Step): Step {
  const following = next(state);
  return { state: following.state, effects: [...effects, ...following.effects] };
}

function withSlot(state: InstanceState, index: number, slot: Slot): InstanceState {
  return { ...state, slots: state.slots.map((old, position) => (position === index ? slot : old)) };
}

function isWorking(state: InstanceState): boolean {
  return state.slots.some((slot) => slot.state === 'working');
}

function isEmpty(state: InstanceState): boolean {
  return state.slots.every((slot) => slot.state === 'vacant');
}

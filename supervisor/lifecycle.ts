import {
  hasIdlePlace,
  type InstanceState,
  isClean,
  isEmpty,
  isIdlePlace,
  isRefused,
  isWorking,
  type Phase,
  type Slot,
  withSlot,
} from './instance-state';
import type { Leaving } from './leaving';
import type { LifecycleEffect } from './lifecycle-effect';
import type { DrainCause, LifecycleEvent } from './lifecycle-event';
import type { RegistrationFailure } from './registration-failure';

export interface Step {
  readonly state: InstanceState;
  readonly effects: readonly LifecycleEffect[];
}

/** An agent that ends at once, before it has asked Semaphore, will not do better for long. */
const mostCrashes = 3;
/** Attempts to register on an instance that is in service already; at boot the boot limit decides. */
const mostAttempts = 5;

const abandonLaunch = { type: 'complete-hook', hook: 'launch', result: 'ABANDON' } as const;
const continueLaunch = { type: 'complete-hook', hook: 'launch', result: 'CONTINUE' } as const;
const continueTermination = { type: 'complete-hook', hook: 'terminate', result: 'CONTINUE' } as const;

/** What an instance becomes, and does, when something happens. */
export function step(state: InstanceState, event: LifecycleEvent): Step {
  if (state.phase === 'off') return event.type === 'drain-wanted' ? signalled(state, event.cause) : nothing(state);
  switch (event.type) {
    case 'target-state':
      return targetState(state, event.target);
    case 'agent-registered':
      // On an ending instance it has been asked to end, too.
      return isEnding(state.phase)
        ? nothing(state)
        : agentRegistered(withSlot(state, event.slot, { state: 'working' }));
    case 'agent-ended':
      return agentEnded(state, event);
    case 'retry-due':
      return retry(state, event.slot);
    case 'boot-failed':
      return state.phase === 'waiting' ? bootFails(state) : nothing(state);
    case 'boot-limit':
      return bootLimit(state);
    case 'drain-wanted':
      return drainWanted(state, event.cause);
    case 'spot-deadline':
      return { state, effects: state.phase === 'draining' && isWorking(state) ? [{ type: 'stop-jobs' }] : [] };
    case 'work-seen':
      return fillPlaces(state);
    case 'drain-limit':
      return state.phase === 'draining' ? drained(state) : nothing(state);
    case 'heartbeat-due':
      return { state, effects: state.phase === 'draining' && state.terminated ? [{ type: 'heartbeat' }] : [] };
    case 'group-answered':
      return state.phase === 'deciding' ? decide(state, event.leaving) : nothing(state);
    case 'termination-accepted':
      return { state, effects: state.phase === 'leaving' && state.signalled ? [{ type: 'exit' }] : [] };
    case 'decrement-refused':
      return { state, effects: state.phase === 'leaving' ? [{ type: 'terminate-instance', decrement: false }] : [] };
    case 'aws-unreachable':
    case 'leave-limit':
      return isEmpty(state) || state.phase === 'deciding' || isEnding(state.phase) ? powerOff(state) : nothing(state);
  }
}

function targetState(state: InstanceState, target: 'InService' | 'Terminated' | 'Warmed'): Step {
  if (target === 'Terminated') return state.terminated ? nothing(state) : drain({ ...state, terminated: true });
  const { phase } = state;
  if (target === 'Warmed' && phase === 'waiting') {
    return { state: { ...state, phase: 'warming' }, effects: [continueLaunch] };
  }
  if (target !== 'InService' || (phase !== 'waiting' && phase !== 'warming')) return nothing(state);
  const started = startAll({ ...state, phase: 'booting' });
  return phase === 'waiting' ? started : { ...started, effects: [{ type: 'watch-boot' }, ...started.effects] };
}

function agentRegistered(state: InstanceState): Step {
  if (state.phase === 'draining') return { state, effects: [{ type: 'interrupt-agents' }] };
  // In the last moment: the answer that is on its way means nothing any more.
  if (state.phase === 'deciding' && !state.condemned) return launched(state);
  const complete = !state.slots.some((slot) => slot.state === 'starting' || slot.state === 'retrying');
  return state.phase === 'booting' && complete ? launched(state) : nothing(state);
}

/** Rule 2 of the design: InService means that an agent is registered. */
function launched(state: InstanceState): Step {
  const effects = state.launched ? [] : [continueLaunch];
  return { state: { ...state, phase: 'running', launched: true }, effects };
}

function agentEnded(state: InstanceState, event: Extract<LifecycleEvent, { type: 'agent-ended' }>): Step {
  const place = state.slots[event.slot];
  if (place?.state === 'starting' && event.failure !== undefined) {
    const { attempt } = place;
    const { failure } = event;
    if (mayRetry(state.phase, failure, attempt)) {
      const effects = [{ type: 'watch-retry', slot: event.slot, attempt }] as const;
      return { state: withSlot(state, event.slot, { state: 'retrying', attempt, failure }), effects };
    }
  }
  return vacated(withSlot(state, event.slot, { state: 'vacant', reason: event.reason }));
}

function mayRetry(phase: Phase, failure: RegistrationFailure, attempt: number): boolean {
  if (failure === 'token-refused') return false;
  if (failure === 'crashed' && attempt >= mostCrashes) return false;
  return phase === 'booting' || (phase === 'running' && attempt < mostAttempts);
}

function vacated(state: InstanceState): Step {
  switch (state.phase) {
    case 'booting': {
      if (state.slots.some((other) => other.state === 'starting' || other.state === 'retrying')) return nothing(state);
      const registered = isWorking(state) || state.slots.some((each) => 'reason' in each && each.reason !== undefined);
      if (!registered) return bootFails(state);
      const next = launched(state);
      return isEmpty(next.state) ? andThen(next, leave) : next;
    }
    case 'running':
      return isEmpty(state) ? leave(state) : nothing(state);
    case 'draining':
      return isEmpty(state) ? drained(state) : nothing(state);
    default:
      return nothing(state);
  }
}

function retry(state: InstanceState, index: number): Step {
  const place = state.slots[index];
  if (place?.state !== 'retrying') return nothing(state);
  const { attempt, failure } = place;
  const next = withSlot(state, index, { state: 'starting', attempt: attempt + 1, failure });
  return { state: next, effects: [{ type: 'start-agent', slot: index }] };
}

/** Places of idle agents stay empty while nobody works here, so that the instance can end; else jobs may want them. */
function fillPlaces(state: InstanceState): Step {
  if (!hasIdlePlace(state)) return nothing(state);
  const fresh = state.slots.map((slot): Slot => (isIdlePlace(slot) ? { state: 'starting', attempt: 1 } : slot));
  const effects = state.slots.flatMap((slot, index): LifecycleEffect[] =>
    isIdlePlace(slot) ? [{ type: 'start-agent', slot: index }] : [],
  );
  return { state: { ...state, slots: fresh }, effects };
}

function drainWanted(state: InstanceState, cause: DrainCause): Step {
  if (cause === 'signal' && (state.phase === 'warming' || isEnding(state.phase))) return signalled(state, cause);
  if (state.phase === 'warming') return nothing(state);
  const condemned = { ...state, condemned: true, signalled: state.signalled || cause === 'signal' };
  return state.phase === 'deciding' || isEnding(state.phase) ? nothing(condemned) : drain(condemned);
}

/** A stopped instance of a warm pool comes back, and an ending one needs nobody. */
function signalled(state: InstanceState, cause: DrainCause): Step {
  return cause === 'signal' ? { state: { ...state, phase: 'off' }, effects: [{ type: 'exit' }] } : nothing(state);
}

/** Rule 3: a busy agent is asked, never killed. */
function drain(before: InstanceState): Step {
  // Agents that wait to try again need not.
  const slots = before.slots.map((slot): Slot => (slot.state === 'retrying' ? { state: 'vacant' } : slot));
  const state = { ...before, slots };
  // What is left is to answer the terminate hook.
  if (state.phase === 'deciding' || isEnding(state.phase)) return finish(state);
  if (isEmpty(state)) return drained(state);
  const effects: LifecycleEffect[] = state.phase === 'draining' ? [] : [{ type: 'interrupt-agents' }];
  effects.push({ type: 'watch-drain' });
  return { state: { ...state, phase: 'draining' }, effects };
}

/** Nothing has to be waited for any more. */
function drained(state: InstanceState): Step {
  if (state.terminated) return finish(state);
  return state.launched ? leave(state) : bootFails(state);
}

function leave(state: InstanceState): Step {
  return { state: { ...state, phase: 'deciding' }, effects: [askGroup(state)] };
}

/** Asks what is to become of an instance whose agents have all ended. */
export function askGroup(state: InstanceState): LifecycleEffect {
  return { type: 'ask-group', isClean: isClean(state), isRefused: isRefused(state) };
}

/** Rules 4 and 5: stay when idle and wanted; else leave, and take the place along unless it is wanted. */
function decide(state: InstanceState, leaving: Leaving): Step {
  if (leaving === 'stay' && isClean(state)) return startAll({ ...state, phase: 'running' });
  const effects = [{ type: 'terminate-instance', decrement: leaving === 'lower' }, { type: 'watch-leave' }] as const;
  return { state: { ...state, phase: 'leaving' }, effects };
}

/** One agent is enough to be of use. An instance whose agents are refused for their number leaves: it is not to blame. */
function bootLimit(state: InstanceState): Step {
  if (state.phase === 'waiting') return bootFails(state);
  if (state.phase !== 'booting') return nothing(state);
  if (isWorking(state)) return launched(state);
  if (!isRefused(state)) return bootFails(state);
  const { state: next, effects } = leave(state);
  return { state: next, effects: [{ type: 'interrupt-agents' }, ...effects] };
}

function bootFails(state: InstanceState): Step {
  return { state: { ...state, phase: 'off' }, effects: [abandonLaunch, { type: 'power-off' }] };
}

function finish(state: InstanceState): Step {
  return { state: { ...state, phase: 'leaving' }, effects: [continueTermination, { type: 'watch-leave' }] };
}

function powerOff(state: InstanceState): Step {
  return { state: { ...state, phase: 'off' }, effects: [{ type: 'power-off' }] };
}

function startAll(state: InstanceState): Step {
  const slots = state.slots.map((): Slot => ({ state: 'starting', attempt: 1 }));
  return { state: { ...state, slots }, effects: slots.map((_, slot) => ({ type: 'start-agent', slot })) };
}

function andThen({ state, effects }: Step, next: (state: InstanceState) => Step): Step {
  const following = next(state);
  return { state: following.state, effects: [...effects, ...following.effects] };
}

function isEnding(phase: Phase): boolean {
  return phase === 'leaving' || phase === 'off';
}

function nothing(state: InstanceState): Step {
  return { state, effects: [] };
}

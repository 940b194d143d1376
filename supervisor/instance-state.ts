import * as z from 'zod/mini';
import { registrationFailure } from './registration-failure';
import { shutdownReason } from './shutdown-reason';

/**
 * Where an instance is in its life.
 * - `waiting`: just started; `warming`: waits in a warm pool, without agents
 * - `booting`: agents start; `running`: they are there; `draining`: they have been asked to end
 * - `deciding`: all agents have ended, and the group is asked whether it wants the instance
 * - `leaving`: the group knows that the instance goes; `off`: nothing is left to do but to be ended
 */
export const phase = z.enum(['waiting', 'warming', 'booting', 'running', 'draining', 'deciding', 'leaving', 'off']);

/** One agent's place on the instance. */
const slot = z.discriminatedUnion('state', [
  /** `attempt` counts from 1; `failure` is what became of the attempt before. */
  z.object({ state: z.literal('starting'), attempt: z.int(), failure: z.optional(registrationFailure) }),
  /** Registered, so it may be running a job. */
  z.object({ state: z.literal('working') }),
  /** Not registered; started again later. */
  z.object({ state: z.literal('retrying'), attempt: z.int(), failure: registrationFailure }),
  /** `reason` is undefined when the agent did not say why it ended. */
  z.object({ state: z.literal('vacant'), reason: z.optional(shutdownReason) }),
]);

/** Everything that an instance knows of its life: plain data, so that a restarted supervisor can go on with it. */
export const instanceState = z.object({
  phase,
  slots: z.array(slot),
  /** The launch hook has been answered. */
  launched: z.boolean(),
  /** The group wants the instance gone: what is left is to drain and to answer the terminate hook. */
  terminated: z.boolean(),
  /** The instance must not go on, whatever the group wants: it is taken back, ill, or too old. */
  condemned: z.boolean(),
  /** The service manager has asked the supervisor to end. */
  signalled: z.boolean(),
});

export type Phase = z.output<typeof phase>;
export type Slot = z.output<typeof slot>;
export type InstanceState = z.output<typeof instanceState>;

export function newInstance(agents: number): InstanceState {
  const slots = Array.from({ length: agents }, (): Slot => ({ state: 'vacant' }));
  return { phase: 'waiting', slots, launched: false, terminated: false, condemned: false, signalled: false };
}

export function withSlot(state: InstanceState, index: number, slot: Slot): InstanceState {
  return { ...state, slots: state.slots.map((old, position) => (position === index ? slot : old)) };
}

/** An agent is registered. */
export function isWorking(state: InstanceState): boolean {
  return state.slots.some((each) => each.state === 'working');
}

/** No agent is here, and none is to come. */
export function isEmpty(state: InstanceState): boolean {
  return state.slots.every((each) => each.state === 'vacant');
}

/** An agent was refused, because the organization may have no more of them. */
export function isRefused(state: InstanceState): boolean {
  return state.slots.some((each) => 'failure' in each && each.failure === 'quota-reached');
}

/** Every agent has ended because nothing was to do: no job has run since they were started. */
export function isClean(state: InstanceState): boolean {
  return !state.condemned && state.slots.every(isIdlePlace);
}

/** Its agent has ended because nothing was to do. */
export function isIdlePlace(slot: Slot): boolean {
  return slot.state === 'vacant' && slot.reason === 'IDLE';
}

/** An agent could be started, on an instance that serves. */
export function hasIdlePlace(state: InstanceState): boolean {
  return state.phase === 'running' && state.slots.some(isIdlePlace);
}

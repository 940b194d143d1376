import { newInstance } from '../../supervisor/instance-state';
import type { Leaving } from '../../supervisor/leaving';
import { step } from '../../supervisor/lifecycle';
import type { LifecycleEffect } from '../../supervisor/lifecycle-effect';
import type { DrainCause, LifecycleEvent } from '../../supervisor/lifecycle-event';
import { resume } from '../../supervisor/lifecycle-resume';
import type { RegistrationFailure } from '../../supervisor/registration-failure';

/** Effects of all events, one after the other. */
function live(agents: number, events: readonly LifecycleEvent[]) {
  let state = newInstance(agents);
  const effects: LifecycleEffect[] = [];
  for (const event of events) {
    const next = step(state, event);
    state = next.state;
    effects.push(...next.effects);
  }
  return { state, effects };
}

const inService = { type: 'target-state', target: 'InService' } as const;
const terminated = { type: 'target-state', target: 'Terminated' } as const;
const registered = { type: 'agent-registered', slot: 0 } as const;
const booted = [inService, registered] as const;

function ended(reason: 'IDLE' | 'JOB_FINISHED' | 'INTERRUPTED' | undefined, slot = 0): LifecycleEvent {
  return { type: 'agent-ended', slot, reason };
}

function unregistered(failure: RegistrationFailure, slot = 0): LifecycleEvent {
  return { type: 'agent-ended', slot, failure };
}

function answered(leaving: Leaving): LifecycleEvent {
  return { type: 'group-answered', leaving };
}

function drain(cause: DrainCause): LifecycleEvent {
  return { type: 'drain-wanted', cause };
}

function last(events: readonly LifecycleEvent[], agents = 1): LifecycleEffect | undefined {
  return live(agents, events)
    .effects.filter(({ type }) => !type.startsWith('watch'))
    .at(-1);
}

const launchDone = { type: 'complete-hook', hook: 'launch', result: 'CONTINUE' };
const terminateDone = { type: 'complete-hook', hook: 'terminate', result: 'CONTINUE' };

test('an instance is in service once its agent is registered, and not before', () => {
  expect(live(1, [inService]).effects).toEqual([{ type: 'start-agent', slot: 0 }]);
  expect(last(booted)).toEqual(launchDone);
});

test('an instance with several agents is in service when all of them are registered', () => {
  expect(live(2, booted).effects).not.toContainEqual(launchDone);
  expect(last([...booted, { type: 'agent-registered', slot: 1 }], 2)).toEqual(launchDone);
});

test('an instance whose agent never registers gives up its launch and powers off', () => {
  const effects = live(1, [inService, unregistered('token-refused')]).effects.slice(1);
  expect(effects).toEqual([{ ...launchDone, result: 'ABANDON' }, { type: 'power-off' }]);
});

test('an instance that takes longer than the boot limit gives up its launch', () => {
  const { effects } = live(1, [inService, { type: 'boot-limit' }]);
  expect(effects).toContainEqual({ ...launchDone, result: 'ABANDON' });
});

test('an instance of which one agent has registered by the boot limit is in service', () => {
  expect(last([...booted, { type: 'boot-limit' }], 2)).toEqual(launchDone);
});

test('the boot limit means nothing once the instance is in service', () => {
  expect(live(1, [...booted, { type: 'boot-limit' }]).state.phase).toBe('running');
});

test('an instance whose agent finished its job leaves and lowers the desired capacity', () => {
  const events = [...booted, ended('JOB_FINISHED'), answered('lower')] as const;
  expect(last(events)).toEqual({ type: 'terminate-instance', decrement: true });
});

test('an instance that leaves although its place is wanted is replaced', () => {
  const events = [...booted, ended('JOB_FINISHED'), answered('replace')] as const;
  expect(last(events)).toEqual({ type: 'terminate-instance', decrement: false });
});

test('an idle agent gets a successor on the same instance while its place is wanted', () => {
  const events = [...booted, ended('IDLE'), answered('stay')] as const;
  expect(last(events)).toEqual({ type: 'start-agent', slot: 0 });
});

test('an idle instance whose place is not wanted leaves and takes it along', () => {
  const events = [...booted, ended('IDLE'), answered('lower')] as const;
  expect(last(events)).toEqual({ type: 'terminate-instance', decrement: true });
});

test('a refused decrement is followed by a termination without it', () => {
  const leaving = [...booted, ended('IDLE'), answered('lower')] as const;
  expect(last([...leaving, { type: 'decrement-refused' }])).toEqual({ type: 'terminate-instance', decrement: false });
});

test('an instance on which a job ran is never said to be clean', () => {
  const both = [...booted, { type: 'agent-registered', slot: 1 }] as const;
  const events = [...both, ended('JOB_FINISHED', 1), ended('IDLE', 0)];
  expect(last(events, 2)).toEqual({ type: 'ask-group', isClean: false, isRefused: false });
  expect(last([...events, answered('stay')], 2)).toEqual({ type: 'terminate-instance', decrement: false });
});

test('an instance without agents that cannot reach AWS powers off', () => {
  expect(last([...booted, ended('IDLE'), { type: 'aws-unreachable' }])).toEqual({ type: 'power-off' });
});

test('an instance with a busy agent that cannot reach AWS stays on', () => {
  expect(live(1, [...booted, { type: 'aws-unreachable' }]).state.phase).toBe('running');
});

test('a busy instance that has to go asks its agent to stop, and goes when it has', () => {
  const draining = live(1, [...booted, terminated]);
  expect(draining.effects).toContainEqual({ type: 'interrupt-agents' });
  expect(draining.effects).not.toContainEqual(terminateDone);
  expect(last([...booted, terminated, ended('JOB_FINISHED')])).toEqual(terminateDone);
});

test('a draining instance sends heartbeats until its agent ends', () => {
  const beat = { type: 'heartbeat-due' } as const;
  expect(last([...booted, terminated, beat])).toEqual({ type: 'heartbeat' });
  expect(last([...booted, terminated, ended('INTERRUPTED'), beat])).toEqual(terminateDone);
});

test('a draining instance goes at the drain limit, agent or not', () => {
  expect(last([...booted, terminated, { type: 'drain-limit' }])).toEqual(terminateDone);
});

test('a Spot notice drains the instance once, however often it is seen', () => {
  const { effects } = live(1, [...booted, drain('spot-notice'), drain('spot-notice')]);
  expect(effects.filter(({ type }) => type === 'interrupt-agents')).toHaveLength(1);
});

test('an instance that goes into a warm pool is done without starting an agent', () => {
  const { effects } = live(1, [{ type: 'target-state', target: 'Warmed' }]);
  expect(effects).toEqual([launchDone]);
});

test('an instance that comes out of a warm pool starts its agent', () => {
  const events = [{ type: 'target-state', target: 'Warmed' }, inService] as const;
  expect(last(events)).toEqual({ type: 'start-agent', slot: 0 });
});

test('an agent that went idle comes back once another one of its instance works, and not before', () => {
  const both = [...booted, { type: 'agent-registered', slot: 1 }] as const;
  const idle = live(2, [...both, ended('IDLE', 1)]);
  expect(idle.effects.at(-1)).toEqual(launchDone);
  expect(last([...both, ended('IDLE', 1), { type: 'work-seen' }], 2)).toEqual({ type: 'start-agent', slot: 1 });
});

test('the place of an agent that ended otherwise stays empty, and a draining instance fills none', () => {
  const both = [...booted, { type: 'agent-registered', slot: 1 }] as const;
  const starts = (events: readonly LifecycleEvent[]) =>
    live(2, events).effects.filter(({ type }) => type === 'start-agent').length;
  expect(starts([...both, ended('JOB_FINISHED', 1), { type: 'work-seen' }])).toBe(2);
  expect(starts([...both, ended('IDLE', 1), terminated, { type: 'work-seen' }])).toBe(2);
});

test('an instance leaves when the last of its agents has ended', () => {
  const both = [...booted, { type: 'agent-registered', slot: 1 }] as const;
  expect(last([...both, ended('IDLE', 1), ended('IDLE', 0)], 2)).toEqual({
    type: 'ask-group',
    isClean: true,
    isRefused: false,
  });
});

test.each(['quota-reached', 'name-taken', 'unreachable'] as const)(
  'an agent that could not register (%s) is started again until the boot limit',
  (failure) => {
    const retry = [unregistered(failure), { type: 'retry-due', slot: 0 }] as const;
    const attempts = Array.from({ length: 20 }, () => retry).flat();
    expect(last([inService, ...attempts])).toEqual({ type: 'start-agent', slot: 0 });
    expect(last([inService, ...attempts, registered])).toEqual(launchDone);
  },
);

test('an instance of an organization that may have no more agents leaves at the boot limit', () => {
  const events = [inService, unregistered('quota-reached'), { type: 'boot-limit' }] as const;
  expect(last(events)).toEqual({ type: 'ask-group', isClean: false, isRefused: true });
  expect(last([...events, answered('lower')])).toEqual({ type: 'terminate-instance', decrement: true });
});

test('an agent that registers in the last moment keeps its instance', () => {
  const events = [inService, unregistered('quota-reached'), { type: 'retry-due', slot: 0 }] as const;
  const deciding = [...events, { type: 'boot-limit' }] as const;
  expect(last([...deciding, registered])).toEqual(launchDone);
  expect(live(1, [...deciding, registered, answered('lower')]).state.phase).toBe('running');
});

test('an agent that crashes before it asks for its registration is given up soon', () => {
  const crash = [unregistered('crashed'), { type: 'retry-due', slot: 0 }] as const;
  expect(last([inService, ...crash, ...crash, unregistered('crashed')])).toEqual({ type: 'power-off' });
});

test('an instance in service whose fresh agent cannot register leaves after some attempts', () => {
  const idle = [...booted, ended('IDLE'), answered('stay')];
  const retry = [unregistered('unreachable'), { type: 'retry-due', slot: 0 }] as const;
  const events = [...idle, ...retry, ...retry, ...retry, ...retry, unregistered('unreachable')];
  expect(last(events)).toEqual({ type: 'ask-group', isClean: false, isRefused: false });
});

test.each(['rebalance-recommendation', 'signal', 'disk-full', 'expired'] as const)(
  'an instance that cannot go on (%s) leaves after its job, whatever the group would say of a clean one',
  (cause) => {
    const drained = [...booted, drain(cause), ended('INTERRUPTED')];
    expect(live(1, [...booted, drain(cause)]).effects).toContainEqual({ type: 'interrupt-agents' });
    expect(last(drained)).toEqual({ type: 'ask-group', isClean: false, isRefused: false });
    expect(last([...drained, answered('replace')])).toEqual({ type: 'terminate-instance', decrement: false });
  },
);

test('the job of an instance that EC2 is about to take is stopped, so that its agent can report it', () => {
  const events = [...booted, drain('spot-notice'), { type: 'spot-deadline' }] as const;
  expect(last(events)).toEqual({ type: 'stop-jobs' });
});

test('an agent that registers while the instance drains is asked to end', () => {
  const draining = live(1, [inService, drain('expired')]);
  const { effects } = step(draining.state, registered);
  expect(draining.state.phase).toBe('draining');
  expect(effects).toEqual([{ type: 'interrupt-agents' }]);
});

test('an agent that waits to try again does not when the instance has to go', () => {
  const { state, effects } = live(1, [inService, unregistered('unreachable'), drain('expired')]);
  expect(effects.slice(-2)).toEqual([{ ...launchDone, result: 'ABANDON' }, { type: 'power-off' }]);
  expect(step(state, { type: 'retry-due', slot: 0 }).effects).toEqual([]);
});

test('an instance that cannot reach AWS before it has started an agent powers off', () => {
  expect(last([{ type: 'aws-unreachable' }])).toEqual({ type: 'power-off' });
});

test('an instance that boots, whose first agent is done when its second one gives up, does not stay empty', () => {
  const events = [...booted, ended('JOB_FINISHED'), unregistered('token-refused', 1)] as const;
  const { state, effects } = live(2, events);
  expect(state.phase).toBe('deciding');
  expect(effects.slice(-2)).toEqual([launchDone, { type: 'ask-group', isClean: false, isRefused: false }]);
});

test.each(['disk-full', 'expired', 'rebalance-recommendation'] as const)(
  'an instance that waits in a warm pool stays there: %s',
  (cause) => {
    const warm = live(1, [{ type: 'target-state', target: 'Warmed' }]);
    expect(step(warm.state, drain(cause))).toEqual({ state: warm.state, effects: [] });
  },
);

test('a supervisor that is told to end in a warm pool ends, and the instance comes back later', () => {
  const events = [{ type: 'target-state', target: 'Warmed' }, drain('signal')] as const;
  expect(last(events)).toEqual({ type: 'exit' });
});

test('a supervisor that is told to end goes once the group knows that the instance ends', () => {
  const leaving = [...booted, drain('signal'), ended('INTERRUPTED'), answered('lower')];
  expect(last([...leaving, { type: 'termination-accepted' }])).toEqual({ type: 'exit' });
});

test.each([
  ['running', [...booted], [{ type: 'adopt-agent', slot: 0 }]],
  ['deciding', [...booted, ended('JOB_FINISHED')], [{ type: 'ask-group', isClean: false, isRefused: false }]],
  ['leaving', [...booted, ended('JOB_FINISHED'), answered('lower')], [{ type: 'power-off' }]],
  ['waiting', [], []],
] as const)(
  'a supervisor that goes on with an instance that is %s does what is left to do',
  (phase, events, effects) => {
    const { state } = live(1, events);
    expect(state.phase).toBe(phase);
    expect(resume(state).effects).toEqual(effects);
  },
);

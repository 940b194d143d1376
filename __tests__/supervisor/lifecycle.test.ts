import * as fc from 'fast-check';
import { type InstanceState, newInstance, step } from '../../supervisor/lifecycle';
import type { LifecycleEffect } from '../../supervisor/lifecycle-effect';
import type { LifecycleEvent } from '../../supervisor/lifecycle-event';

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
  const effects = live(1, [inService, ended(undefined)]).effects.slice(1);
  expect(effects).toEqual([{ ...launchDone, result: 'ABANDON' }, { type: 'power-off' }]);
});

test('an instance that takes longer than the boot limit gives up its launch', () => {
  const { effects } = live(1, [inService, { type: 'boot-failed' }]);
  expect(effects).toContainEqual({ ...launchDone, result: 'ABANDON' });
});

test('an instance of which one agent has registered by the boot limit is in service', () => {
  expect(last([...booted, { type: 'boot-failed' }], 2)).toEqual(launchDone);
});

test('the boot limit means nothing once the instance is in service', () => {
  expect(live(1, [...booted, { type: 'boot-failed' }]).state.phase).toBe('running');
});

test('an instance whose agent finished its job leaves and lowers the desired capacity', () => {
  const events = [...booted, ended('JOB_FINISHED'), { type: 'group-answered', atMin: false }] as const;
  expect(last(events)).toEqual({ type: 'terminate-instance', decrement: true });
});

test('an instance that leaves a group at its minimum is replaced', () => {
  const events = [...booted, ended('JOB_FINISHED'), { type: 'group-answered', atMin: true }] as const;
  expect(last(events)).toEqual({ type: 'terminate-instance', decrement: false });
});

test('an idle agent gets a successor on the same instance while the group is at its minimum', () => {
  const events = [...booted, ended('IDLE'), { type: 'group-answered', atMin: true }] as const;
  expect(last(events)).toEqual({ type: 'start-agent', slot: 0 });
});

test('an idle instance leaves a group that is above its minimum', () => {
  const events = [...booted, ended('IDLE'), { type: 'group-answered', atMin: false }] as const;
  expect(last(events)).toEqual({ type: 'terminate-instance', decrement: true });
});

test('a refused decrement is followed by a termination without it', () => {
  const leaving = [...booted, ended('IDLE'), { type: 'group-answered', atMin: false }] as const;
  expect(last([...leaving, { type: 'decrement-refused' }])).toEqual({ type: 'terminate-instance', decrement: false });
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
  const { effects } = live(1, [...booted, { type: 'spot-notice' }, { type: 'spot-notice' }]);
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

test('an agent that went idle beside a busy one comes back', () => {
  const both = [...booted, { type: 'agent-registered', slot: 1 }] as const;
  expect(live(2, [...both, ended('IDLE', 1)]).effects).toContainEqual({ type: 'watch-vacancy', slot: 1 });
  expect(last([...both, ended('IDLE', 1), { type: 'vacancy-limit', slot: 1 }], 2)).toEqual({
    type: 'start-agent',
    slot: 1,
  });
});

test('an instance leaves when the last of its agents has ended', () => {
  const both = [...booted, { type: 'agent-registered', slot: 1 }] as const;
  expect(last([...both, ended('IDLE', 1), ended('IDLE', 0)], 2)).toEqual({ type: 'ask-group' });
});

/** Events that can happen in `state`: agents register and end only when they have been started. */
function possible(state: InstanceState, event: LifecycleEvent): boolean {
  if (event.type === 'agent-registered') return state.slots[event.slot]?.state === 'starting';
  if (event.type === 'agent-ended') {
    const place = state.slots[event.slot]?.state;
    return place === 'working' || (place === 'starting' && event.reason === undefined);
  }
  return true;
}

const agents = 2;
const slot = fc.nat(agents - 1);
const anyEvent: fc.Arbitrary<LifecycleEvent> = fc.oneof(
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
  fc.record({ type: fc.constant('vacancy-limit' as const), slot }),
  fc.record({ type: fc.constant('group-answered' as const), atMin: fc.boolean() }),
  fc.record({
    type: fc.constantFrom(
      'boot-failed' as const,
      'spot-notice' as const,
      'heartbeat-due' as const,
      'decrement-refused' as const,
      'aws-unreachable' as const,
      'leave-limit' as const,
    ),
  }),
);

function everyLife(
  check: (life: { before: InstanceState; event: LifecycleEvent; effects: readonly LifecycleEffect[] }[]) => void,
) {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      let state = newInstance(agents);
      const life = [];
      for (const event of events) {
        if (!possible(state, event)) continue;
        const next = step(state, event);
        life.push({ before: state, event, effects: next.effects });
        state = next.state;
      }
      check(life);
    }),
    { numRuns: 2000 },
  );
}

test('no instance lowers the desired capacity twice, or terminates twice unless the first was refused', () => {
  everyLife((life) => {
    const terminations = life.flatMap(({ effects, event }) =>
      effects.flatMap((effect) => (effect.type === 'terminate-instance' ? [{ effect, event }] : [])),
    );
    expect(terminations.filter(({ effect }) => effect.decrement).length).toBeLessThanOrEqual(1);
    const unasked = terminations.filter(({ event }) => event.type !== 'decrement-refused');
    expect(unasked.length).toBeLessThanOrEqual(1);
  });
});

test('no instance ends while an agent of it may be running a job', () => {
  everyLife((life) => {
    for (const { before, event, effects } of life) {
      const working = before.slots.filter(
        (place, index) => place.state === 'working' && !(event.type === 'agent-ended' && event.slot === index),
      );
      if (working.length === 0) continue;
      const endings = effects.filter(
        (effect) =>
          effect.type === 'terminate-instance' ||
          effect.type === 'power-off' ||
          (effect.type === 'complete-hook' && (effect.hook === 'terminate' || effect.result === 'ABANDON')),
      );
      expect(endings).toEqual([]);
    }
  });
});

test('each lifecycle hook is completed at most once', () => {
  everyLife((life) => {
    const hooks = life.flatMap(({ effects }) =>
      effects.flatMap((effect) => (effect.type === 'complete-hook' ? [effect.hook] : [])),
    );
    const launches = hooks.filter((hook) => hook === 'launch').length;
    const warm = life.some(({ event }) => event.type === 'target-state' && event.target === 'Warmed');
    expect(launches).toBeLessThanOrEqual(warm ? 2 : 1);
    expect(hooks.filter((hook) => hook === 'terminate').length).toBeLessThanOrEqual(1);
  });
});

test('no agent is started while the instance drains or leaves', () => {
  everyLife((life) => {
    for (const { before, effects } of life) {
      if (!['draining', 'leaving', 'off'].includes(before.phase)) continue;
      expect(effects.filter(({ type }) => type === 'start-agent')).toEqual([]);
    }
  });
});

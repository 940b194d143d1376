import * as fc from 'fast-check';
import type { InstanceState } from '../../supervisor/instance-state';
import { step } from '../../supervisor/lifecycle';
import type { LifecycleEffect } from '../../supervisor/lifecycle-effect';
import type { LifecycleEvent } from '../../supervisor/lifecycle-event';
import { anyEvent, anyLife, type Moment } from './arbitrary-life';

function everyLife(check: (life: readonly Moment[]) => void): void {
  fc.assert(fc.property(anyLife, check), { numRuns: 1000 });
}

function effectsOf<Type extends LifecycleEffect['type']>(life: readonly Moment[], type: Type) {
  const isWanted = (effect: LifecycleEffect): effect is Extract<LifecycleEffect, { type: Type }> =>
    effect.type === type;
  return life.flatMap((moment) => moment.effects.filter(isWanted).map((effect) => ({ effect, moment })));
}

test('no instance is terminated twice, unless the first time was refused', () => {
  everyLife((life) => {
    const terminations = effectsOf(life, 'terminate-instance');
    const unasked = terminations.filter(({ moment }) => moment.event.type !== 'decrement-refused');
    expect(unasked.length).toBeLessThanOrEqual(1);
  });
});

test('no instance lowers the desired capacity more than once', () => {
  everyLife((life) => {
    const lowering = effectsOf(life, 'terminate-instance').filter(({ effect }) => effect.decrement);
    expect(lowering.length).toBeLessThanOrEqual(1);
  });
});

test('no instance with a registered agent ends, unless it is told to give up', () => {
  everyLife((life) => {
    let gaveUp = false;
    for (const { before, event, effects } of life) {
      gaveUp ||= event.type === 'drain-limit';
      const working = before.slots.filter(
        (place, index) => place.state === 'working' && !(event.type === 'agent-ended' && event.slot === index),
      );
      if (working.length === 0 || gaveUp) continue;
      expect(effects.filter(isEnding)).toEqual([]);
    }
  });
});

test('jobs are stopped only when EC2 is about to take the instance', () => {
  everyLife((life) => {
    for (const { moment } of effectsOf(life, 'stop-jobs')) expect(moment.event.type).toBe('spot-deadline');
  });
});

test('the launch hook is answered once (before and after a warm pool: twice), the terminate hook once', () => {
  everyLife((life) => {
    const hooks = effectsOf(life, 'complete-hook').map(({ effect }) => effect.hook);
    const isWarm = life.some(({ after }) => after.phase === 'warming');
    expect(hooks.filter((hook) => hook === 'launch').length).toBeLessThanOrEqual(isWarm ? 2 : 1);
    expect(hooks.filter((hook) => hook === 'terminate').length).toBeLessThanOrEqual(1);
  });
});

test('no agent is started while the instance drains or ends', () => {
  everyLife((life) => {
    for (const { moment } of effectsOf(life, 'start-agent')) {
      expect(['waiting', 'warming', 'booting', 'running', 'deciding']).toContain(moment.before.phase);
      expect(moment.before.condemned).toBe(false);
    }
  });
});

/** Answers that an effect gets sooner or later, one of which `choice` takes. */
function answers(effect: LifecycleEffect, state: InstanceState): readonly LifecycleEvent[] {
  switch (effect.type) {
    case 'start-agent':
      return [
        { type: 'agent-registered', slot: effect.slot },
        { type: 'agent-ended', slot: effect.slot, failure: 'unreachable' },
        { type: 'agent-ended', slot: effect.slot, failure: 'crashed' },
        { type: 'agent-ended', slot: effect.slot, failure: 'quota-reached' },
      ];
    case 'watch-retry':
      return [{ type: 'retry-due', slot: effect.slot }];
    case 'ask-group':
      return [
        { type: 'group-answered', leaving: 'lower' },
        { type: 'group-answered', leaving: 'replace' },
        { type: 'aws-unreachable' },
        ...(effect.isClean ? [{ type: 'group-answered', leaving: 'stay' } as const] : []),
      ];
    case 'terminate-instance':
      return effect.decrement
        ? [{ type: 'termination-accepted' }, { type: 'decrement-refused' }, { type: 'aws-unreachable' }]
        : [{ type: 'termination-accepted' }, { type: 'aws-unreachable' }];
    case 'watch-drain':
      return [{ type: 'drain-limit' }];
    case 'complete-hook':
      return state.phase === 'warming' ? [{ type: 'target-state', target: 'InService' }] : [];
    default:
      return [];
  }
}

/** Far more than any instance needs. */
const steps = 200;

test('whatever has happened, within a bounded number of steps an agent runs or the instance ends', () => {
  const life = fc.tuple(anyLife, fc.array(fc.nat(), { minLength: steps, maxLength: steps }));
  fc.assert(
    fc.property(life, ([moments, choices]) => {
      // What has been answered is not told: everything that was asked may still be answered.
      let open: LifecycleEffect[] = moments.flatMap(({ effects }) => effects);
      let state = moments.at(-1)?.after;
      for (const choice of choices) {
        if (!state || isServing(state) || hasEnded(state)) return;
        const possible = [
          ...open.flatMap((effect) => answers(effect, state ?? never()).filter((event) => mayHappen(state, event))),
          ...(state.phase === 'waiting' || state.phase === 'booting' ? [{ type: 'boot-limit' } as const] : []),
          ...(state.phase === 'warming' ? [{ type: 'target-state', target: 'InService' } as const] : []),
        ];
        expect(possible).not.toEqual([]);
        const event = possible[choice % possible.length] ?? never();
        const next = step(state, event);
        state = next.state;
        open = [...open, ...next.effects];
      }
      expect(state && (isServing(state) || hasEnded(state))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('an instance that is off does nothing more than end its supervisor', () => {
  fc.assert(
    fc.property(anyLife, anyEvent, (life, event) => {
      const state = life.at(-1)?.after;
      if (state?.phase !== 'off') return;
      const done = step(state, event).effects.filter(({ type }) => type !== 'exit');
      expect(done).toEqual([]);
    }),
  );
});

function mayHappen(state: InstanceState | undefined, event: LifecycleEvent): boolean {
  if (event.type === 'agent-registered') return state?.slots[event.slot]?.state === 'starting';
  if (event.type === 'agent-ended') return state?.slots[event.slot]?.state === 'starting';
  if (event.type === 'retry-due') return state?.slots[event.slot]?.state === 'retrying';
  if (event.type === 'group-answered') return state?.phase === 'deciding';
  if (event.type === 'drain-limit') return state?.phase === 'draining';
  if (event.type === 'aws-unreachable') return state?.phase === 'deciding' || state?.phase === 'leaving';
  return state?.phase === 'leaving' || state?.phase === 'warming';
}

/** An agent is registered: it works for the fleet until it ends. */
function isServing({ slots }: InstanceState): boolean {
  return slots.some(({ state }) => state === 'working');
}

/** The group has been told, or the power is off. */
function hasEnded(state: InstanceState): boolean {
  return state.phase === 'leaving' || state.phase === 'off';
}

function isEnding(effect: LifecycleEffect): boolean {
  if (effect.type === 'complete-hook') return effect.hook === 'terminate' || effect.result === 'ABANDON';
  return effect.type === 'terminate-instance' || effect.type === 'power-off';
}

function never(): never {
  throw new Error('unreachable');
}

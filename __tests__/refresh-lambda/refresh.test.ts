import fc from 'fast-check';
import type { DesiredConfiguration } from '../../refresh-lambda/desired-configuration';
import { type ActiveRefresh, type AgentGroup, decide, type GroupState, refresh } from '../../refresh-lambda/refresh';
import { mix, plain } from './configurations';

const configuration = fc.oneof(
  fc.constantFrom('1', '2').map(plain),
  fc.tuple(fc.constantFrom('1', '2'), fc.constantFrom(['t3.micro'], ['m7g.large'])).map((args) => mix(...args)),
);
const activeRefresh = fc.record({ isRollingBack: fc.boolean(), target: configuration });
const state = fc.record({ configuration, refresh: fc.option(activeRefresh, { nil: undefined }) });

/** A group like AWS's: a refresh has to be cancelled before another can start, and changes the group when it succeeds. */
class FakeGroup implements AgentGroup {
  private configuration: unknown;
  private active: ActiveRefresh | undefined;
  started = 0;

  constructor(initial: GroupState) {
    this.configuration = initial.configuration;
    this.active = initial.refresh;
  }

  async state(): Promise<GroupState> {
    return { configuration: this.configuration, refresh: this.active };
  }

  async cancelRefresh(): Promise<void> {
    if (!this.active) throw new Error('no refresh runs');
    this.active = undefined;
  }

  async startRefresh(target: DesiredConfiguration): Promise<void> {
    if (this.active) throw new Error('a refresh runs already');
    this.active = { isRollingBack: false, target };
    this.started += 1;
  }

  /** What the group launches once nothing runs any more and all has gone well. */
  get outcome(): unknown {
    return this.active && !this.active.isRollingBack ? this.active.target : this.configuration;
  }
}

test('wherever the group is, it ends up launching what is wanted', async () => {
  await fc.assert(
    fc.asyncProperty(state, configuration, async (initial, wanted) => {
      const group = new FakeGroup(initial);
      await refresh(group, wanted);
      expect(group.outcome).toEqual(wanted);
    }),
  );
});

test('being asked twice for the same is being asked once', async () => {
  await fc.assert(
    fc.asyncProperty(state, configuration, async (initial, wanted) => {
      const group = new FakeGroup(initial);
      await refresh(group, wanted);
      const { started } = group;
      expect(await refresh(group, wanted)).toBe('nothing');
      expect(group.started).toBe(started);
    }),
  );
});

test('a group that was just made with what is wanted is left alone', () => {
  expect(decide({ configuration: plain('1'), refresh: undefined }, plain('1'))).toBe('nothing');
});

test('settings that come back while a refresh to others runs end that refresh', () => {
  const running = { isRollingBack: false, target: plain('2') };
  expect(decide({ configuration: plain('1'), refresh: running }, plain('1'))).toBe('cancel and start');
});

test('after a rollback the same settings start another refresh', () => {
  expect(decide({ configuration: plain('1'), refresh: undefined }, plain('2'))).toBe('start');
});

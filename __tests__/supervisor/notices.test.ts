import type { LifecycleEvent } from '../../supervisor/lifecycle-event';
import { Notices, type NoticesProps } from '../../supervisor/notices';

const start = Date.parse('2026-11-21T10:00:00Z');
const interruptionTime = new Date('2026-11-21T10:02:00Z');

function notices({ metadata, ...more }: Partial<NoticesProps> = {}) {
  const events: LifecycleEvent[] = [];
  const errors: string[] = [];
  const clock = { aws: start };
  const props: NoticesProps = {
    metadata: {
      targetState: async () => 'InService',
      interruptionTime: async () => undefined,
      isRebalanceRecommended: async () => false,
      ...metadata,
    },
    diskPercent: async () => 10,
    diskLimitPercent: 95,
    expiresAt: () => undefined,
    isWarming: () => false,
    awsTime: () => new Date(clock.aws),
    reportMs: 15_000,
    dispatch: (event) => events.push(event),
    onError: (what) => errors.push(what),
    ...more,
  };
  return { looker: new Notices(props), events, errors, clock, metadata: props.metadata };
}

const inService = { type: 'target-state', target: 'InService' };
const drain = (cause: string) => ({ type: 'drain-wanted', cause });

test('an instance that nobody wants to end hears what the group wants', async () => {
  const { looker, events } = notices();
  await looker.look(start);
  expect(events).toEqual([inService]);
});

test('a Spot notice drains at once, and ends jobs when hardly time for their report is left', async () => {
  const { looker, events, clock, metadata } = notices();
  Object.assign(metadata, { interruptionTime: async () => interruptionTime });
  // This machine's clock is an hour ahead.
  await looker.look(start + 3_600_000);
  clock.aws = start + 100_000;
  await looker.look(start + 3_700_000);
  expect(events.filter(({ type }) => type !== 'target-state')).toEqual([drain('spot-notice')]);
  clock.aws = start + 105_000;
  await looker.look(start + 3_705_000);
  expect(events.at(-1)).toEqual({ type: 'spot-deadline' });
});

test.each([
  ['rebalance-recommendation', { metadata: { isRebalanceRecommended: async () => true } }],
  ['disk-full', { diskPercent: async () => 96 }],
  ['expired', { expiresAt: () => start }],
] as const)('%s drains the instance, and is told once', async (cause, { ...change }) => {
  const { metadata, ...props } = { metadata: {}, ...change };
  const one = notices(props);
  Object.assign(one.metadata, metadata);
  await one.looker.look(start);
  await one.looker.look(start + 5000);
  expect(one.events.filter(({ type }) => type === 'drain-wanted')).toEqual([drain(cause)]);
});

test('what would drain an instance in a warm pool is told when it comes out', async () => {
  let isWarming = true;
  const { looker, events } = notices({ diskPercent: async () => 96, isWarming: () => isWarming });
  await looker.look(start);
  expect(events).toEqual([inService]);
  isWarming = false;
  await looker.look(start + 5000);
  expect(events.at(-1)).toEqual(drain('disk-full'));
});

test('what cannot be looked at does not keep the others from being seen', async () => {
  const { looker, events, errors, metadata } = notices({ diskPercent: () => Promise.reject(new Error('no disk')) });
  Object.assign(metadata, { targetState: () => Promise.reject(new Error('no answer')) });
  Object.assign(metadata, { interruptionTime: async () => interruptionTime });
  await looker.look(start);
  expect(events).toEqual([drain('spot-notice')]);
  expect(errors.sort()).toEqual(['disk', 'target lifecycle state']);
});

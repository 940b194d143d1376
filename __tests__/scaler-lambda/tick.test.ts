import type { FailedLaunch, LaunchFailures } from '../../scaler-lambda/failed-launches';
import type { AgentGroup, GroupView } from '../../scaler-lambda/group-watch';
import type { ScalingActivities } from '../../scaler-lambda/growth-watch';
import type { JobSource, QueueFigures } from '../../scaler-lambda/job-source/job-source';
import { ScalerMemory, type WantedStore } from '../../scaler-lambda/scaler-memory';
import type { SizeSchedule } from '../../scaler-lambda/size-schedule';
import { type Metrics, Scaler, type TickOutcome } from '../../scaler-lambda/tick';
import { RecordedLog } from './recorded-log';

class FixedJobSource implements JobSource {
  constructor(public answer: QueueFigures | Error) {}

  async figures(): Promise<QueueFigures> {
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}

class MemoryGroup implements AgentGroup, ScalingActivities {
  readonly requested: number[] = [];
  looks = 0;
  /** Instances that EC2 has. */
  available = Number.POSITIVE_INFINITY;
  readonly failures: FailedLaunch[] = [];

  constructor(
    private readonly min: number,
    private readonly max: number,
    public desired: number,
  ) {}

  async view(): Promise<GroupView> {
    this.looks += 1;
    const { min, max, desired } = this;
    const instances = Array.from({ length: desired }, (_, i) => ({ id: `i-${i}`, state: 'in-service' as const }));
    return { min, max, desired, instances: instances.slice(0, this.available), instanceTypes: ['c7g.large'] };
  }

  async setDesiredCapacity(capacity: number): Promise<void> {
    this.requested.push(capacity);
    this.desired = capacity;
  }

  async failedLaunches(): Promise<readonly FailedLaunch[]> {
    return this.failures;
  }
}

class MemoryStore implements WantedStore {
  readonly written: string[] = [];

  constructor(public text: string | Error) {}

  async read(): Promise<string> {
    if (this.text instanceof Error) throw this.text;
    return this.text;
  }

  async write(text: string): Promise<void> {
    this.written.push(text);
    if (this.text instanceof Error) throw this.text;
    this.text = text;
  }
}

class RecordedMetrics implements Metrics {
  readonly outcomes: TickOutcome[] = [];
  readonly read: QueueFigures[] = [];
  readonly failures: LaunchFailures[] = [];

  figures(figures: QueueFigures): void {
    this.read.push(figures);
  }

  tick(outcome: TickOutcome): void {
    this.outcomes.push(outcome);
  }

  launches(failures: LaunchFailures): void {
    this.failures.push(failures);
  }
}

const never = new AbortController().signal;
const figures = (jobs: Record<string, number>) => ({ jobs, agents: { idle: 0 } });

function scalerWith(
  answer: QueueFigures | Error,
  group = new MemoryGroup(0, 10, 0),
  metrics?: Metrics,
  store = new MemoryStore('{}'),
) {
  const recorded = new RecordedMetrics();
  const log = new RecordedLog();
  const jobSource = new FixedJobSource(answer);
  const time = { now: 1e12 };
  const clock = { now: () => time.now, sleep: async () => {} };
  const settings = { agentsPerInstance: 1, readyFor: 0, expectedBoot: 75 };
  const schedules: SizeSchedule[] = [];
  const memory = new ScalerMemory(store, log);
  const props = { jobSource, group, memory, metrics: metrics ?? recorded, settings, schedules, spread: 0, log, clock };
  return { scaler: new Scaler(props), group, log, metrics: recorded, jobSource, time, schedules, store };
}

test('waiting jobs raise the desired capacity, and the log says why', async () => {
  const { scaler, group, log } = scalerWith(figures({ queued: 3, running: 1 }), new MemoryGroup(0, 10, 1));
  await scaler.tick(never);
  expect(group.requested).toEqual([4]);
  expect(log.lines).toEqual([
    {
      level: 'info',
      message: 'raised desired capacity',
      fields: expect.objectContaining({
        from: 1,
        to: 4,
        reason: '4 wanted: 1 running + 3 queued',
        queued: 3,
        running: 1,
      }),
    },
  ]);
});

test('the group is raised before what is wanted is written: jobs do not wait for a slow parameter', async () => {
  const group = new MemoryGroup(0, 10, 1);
  const raisedBefore: number[] = [];
  class WatchingStore extends MemoryStore {
    override async write(): Promise<void> {
      raisedBefore.push(group.desired);
    }
  }
  const { scaler } = scalerWith(figures({ queued: 3 }), group, undefined, new WatchingStore('{}'));
  await scaler.tick(never);
  expect(raisedBefore).toEqual([3]);
});

// PARITY flaw 14 in our words: only an instance that leaves lowers the group.
test('a group with more instances than jobs is left alone', async () => {
  const { scaler, group } = scalerWith(figures({ queued: 0, running: 1 }), new MemoryGroup(0, 10, 5));
  await scaler.tick(never);
  expect(group.requested).toEqual([]);
});

test('a second tick on the same queue asks for nothing more', async () => {
  const { scaler, group } = scalerWith(figures({ queued: 3 }));
  await scaler.tick(never);
  await scaler.tick(never);
  expect(group.requested).toEqual([3]);
});

test('jobs in a state that nobody has heard of hold an agent too', async () => {
  const { scaler, group } = scalerWith(figures({ queued: 1, running: 1, stopping: 2 }));
  await scaler.tick(never);
  expect(group.requested).toEqual([4]);
});

test('the schedule that holds sets the sizes, and the log says which it was', async () => {
  const { scaler, group, log, schedules, time } = scalerWith(figures({ queued: 8 }));
  schedules.push(
    { cron: '0 7 * * *', timeZone: 'UTC', min: 2, max: 4 },
    { cron: '0 19 * * *', timeZone: 'UTC', max: 6 },
  );
  time.now = Date.parse('2026-11-20T12:00Z');
  await scaler.tick(never);
  time.now = Date.parse('2026-11-20T19:00Z');
  await scaler.tick(never);
  expect(group.requested).toEqual([4, 6]);
  const reason = '8 wanted: 0 running + 8 queued; capped at max 4; 2 to 4 by schedule 0 7 * * * UTC';
  expect(log.lines[0]).toMatchObject({ fields: { from: 0, to: 4, reason } });
});

test('a minimum on a schedule brings instances up before there are jobs', async () => {
  const { scaler, group, schedules } = scalerWith(figures({}));
  schedules.push({ cron: '0 7 * * *', timeZone: 'UTC', min: 2 });
  await scaler.tick(never);
  expect(group.requested).toEqual([2]);
});

test('the outcome of a tick is measured: what was decided, from where, why, and on how old figures', async () => {
  const { scaler, metrics } = scalerWith(figures({ queued: 3 }));
  await scaler.tick(never);
  const decision = { desired: 3, from: 0, reason: '3 wanted: 0 running + 3 queued', jobs: { queued: 3, running: 0 } };
  expect(metrics.read).toEqual([figures({ queued: 3 })]);
  expect(metrics.outcomes).toMatchObject([{ decision, failed: false, figuresAge: 0 }]);
});

test('without an answer from Semaphore nothing is scaled, the error gets out, and the figures grow old', async () => {
  const { scaler, group, metrics, jobSource, time } = scalerWith(figures({ queued: 3 }));
  await scaler.tick(never);
  jobSource.answer = new Error('no answer');
  time.now += 25_000;
  await expect(scaler.tick(never)).rejects.toThrow('no answer');
  expect(group.requested).toEqual([3]);
  expect(metrics.outcomes.at(-1)).toEqual({ decision: undefined, failed: true, figuresAge: 25 });
});

test('a raise that AWS refuses is an error, not a success', async () => {
  const group = new MemoryGroup(0, 10, 0);
  group.setDesiredCapacity = async () => {
    throw new Error('ScalingActivityInProgress');
  };
  const { scaler, metrics, log } = scalerWith(figures({ queued: 3 }), group);
  await expect(scaler.tick(never)).rejects.toThrow('ScalingActivityInProgress');
  expect(metrics.outcomes).toMatchObject([{ decision: { desired: 3 }, failed: true }]);
  expect(log.lines).toEqual([]);
});

// PARITY flaw 16: metrics came before scaling, and a CloudWatch fault stopped it.
test('instances start although metrics cannot be written', async () => {
  const broken = () => {
    throw new Error('no space left');
  };
  const { scaler, group, log } = scalerWith(figures({ queued: 3 }), undefined, {
    figures: broken,
    tick: broken,
    launches: broken,
  });
  await scaler.tick(never);
  expect(group.requested).toEqual([3]);
  expect(log.lines).toContainEqual({
    level: 'error',
    message: 'could not write metrics',
    fields: { error: 'no space left' },
  });
});

test('the group is looked at when the figures have changed, when more is wanted, and each minute; else not', async () => {
  const { scaler, group, jobSource, time } = scalerWith(figures({ queued: 0, running: 2 }), new MemoryGroup(0, 10, 2));
  const looksAfter = async (seconds: number, answer = jobSource.answer) => {
    const before = group.looks;
    time.now += 1000 * seconds;
    jobSource.answer = answer;
    await scaler.tick(never);
    return group.looks - before;
  };
  expect(await looksAfter(0)).toBe(1);
  expect(await looksAfter(5)).toBe(0);
  expect(await looksAfter(10, figures({ queued: 0, running: 1 }))).toBe(1);
  // An agent comes before its instance is in service: hence another look a little later.
  expect(await looksAfter(5)).toBe(0);
  expect(await looksAfter(5)).toBe(1);
  expect(await looksAfter(5)).toBe(0);
  expect(await looksAfter(5, figures({ queued: 2, running: 1 }))).toBe(1);
  expect(group.requested).toEqual([3]);
  expect(await looksAfter(5)).toBe(1);
  expect(await looksAfter(5)).toBe(0);
  expect(await looksAfter(60)).toBe(1);
});

test('nothing is raised on an old look: somebody raised the group further in between', async () => {
  const { scaler, group, schedules, time } = scalerWith(figures({ queued: 2 }), new MemoryGroup(0, 10, 2));
  await scaler.tick(never);
  group.desired = 7;
  schedules.push({ cron: '* * * * *', timeZone: 'UTC', min: 5 });
  time.now += 5000;
  await scaler.tick(never);
  expect(group.requested).toEqual([]);
});

test('what is wanted is written for instances, once and not at each tick', async () => {
  const { scaler, store, time } = scalerWith(figures({ queued: 3, running: 1 }));
  await scaler.tick(never);
  time.now += 5000;
  await scaler.tick(never);
  expect(store.written.map((text) => JSON.parse(text))).toEqual([
    expect.objectContaining({ wanted: 4, spare: 0, min: 0, max: 10 }),
  ]);
});

test('what was learned is there after a cold start', async () => {
  const first = scalerWith(figures({ running: 9 }), new MemoryGroup(0, 10, 9));
  await first.scaler.tick(never);
  const second = scalerWith(figures({ running: 9 }), new MemoryGroup(0, 10, 9), undefined, first.store);
  second.time.now += 3_600_000;
  await second.scaler.tick(never);
  // The nine jobs were there already: nothing has arrived.
  expect(second.metrics.outcomes).toMatchObject([{ decision: { memory: { demand: { arrivals: 0 } } } }]);
  expect(first.store.written).toHaveLength(1);
});

test.each(['', 'null', '{"wanted":1', '{"wanted":"x","memory":[]}'])(
  'a parameter that holds %j is written anew, and holds nothing up',
  async (text) => {
    const { scaler, group, store } = scalerWith(figures({ queued: 3 }), undefined, undefined, new MemoryStore(text));
    await scaler.tick(never);
    expect(group.requested).toEqual([3]);
    expect(store.written).toHaveLength(1);
  },
);

test('a parameter that cannot be read or written stops nothing; it is not overwritten unread', async () => {
  const store = new MemoryStore(new Error('AccessDenied'));
  const { scaler, group, log } = scalerWith(figures({ queued: 3 }), undefined, undefined, store);
  await scaler.tick(never);
  expect(group.requested).toEqual([3]);
  expect(store.written).toEqual([]);
  const message = 'could not read what was learned';
  expect(log.lines).toContainEqual({ level: 'error', message, fields: { error: 'AccessDenied' } });
});

test('instances that EC2 does not have are told with their types, in the log and as a metric', async () => {
  const { scaler, group, log, metrics, time } = scalerWith(figures({ queued: 3 }));
  group.available = 1;
  const message = 'We currently do not have sufficient c7g.large capacity. Launching EC2 instance failed.';
  group.failures.push({ at: time.now / 1000, message });
  for (let tick = 0; tick < 12; tick += 1) {
    await scaler.tick(never);
    time.now += 5000;
  }
  const failures = { count: 1, instanceTypes: ['c7g.large'], message };
  expect(metrics.failures).toEqual([failures]);
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([
    { level: 'error', message: 'launches fail', fields: failures },
  ]);
});

test('a group that does not say why instances are missing fails no tick', async () => {
  const { scaler, group, log, metrics, time } = scalerWith(figures({ queued: 3 }));
  group.available = 0;
  group.failedLaunches = async () => Promise.reject(new Error('AccessDenied'));
  for (let tick = 0; tick < 12; tick += 1) {
    await scaler.tick(never);
    time.now += 5000;
  }
  expect(metrics.outcomes.every(({ failed }) => !failed)).toBe(true);
  const fields = { error: 'AccessDenied' };
  expect(log.lines).toContainEqual({ level: 'error', message: 'could not find out why instances are missing', fields });
});

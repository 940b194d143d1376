import type { GroupSizes } from '../../scaler-lambda/desired-capacity';
import type { JobSource, QueueFigures } from '../../scaler-lambda/job-source/job-source';
import { type AgentGroup, type Metrics, Scaler, type TickOutcome } from '../../scaler-lambda/tick';
import { RecordedLog } from './recorded-log';

class FixedJobSource implements JobSource {
  constructor(public answer: QueueFigures | Error) {}

  async figures(): Promise<QueueFigures> {
    if (this.answer instanceof Error) throw this.answer;
    return this.answer;
  }
}

class MemoryGroup implements AgentGroup {
  readonly requested: number[] = [];

  constructor(
    private readonly min: number,
    private readonly max: number,
    private readonly desired: number,
  ) {}

  async sizes(): Promise<GroupSizes> {
    return { min: this.min, max: this.max, desired: this.requested.at(-1) ?? this.desired };
  }

  async setDesiredCapacity(capacity: number): Promise<void> {
    this.requested.push(capacity);
  }
}

class RecordedMetrics implements Metrics {
  readonly outcomes: TickOutcome[] = [];
  readonly read: QueueFigures[] = [];

  figures(figures: QueueFigures): void {
    this.read.push(figures);
  }

  tick(outcome: TickOutcome): void {
    this.outcomes.push(outcome);
  }
}

const never = new AbortController().signal;
const figures = (jobs: Record<string, number>) => ({ jobs, agents: { idle: 0 } });

function scalerWith(answer: QueueFigures | Error, group = new MemoryGroup(0, 10, 0), metrics?: Metrics) {
  const recorded = new RecordedMetrics();
  const log = new RecordedLog();
  const jobSource = new FixedJobSource(answer);
  const time = { now: 0 };
  const clock = { now: () => time.now, sleep: async () => {} };
  const settings = { agentsPerInstance: 1 };
  const scaler = new Scaler({ jobSource, group, metrics: metrics ?? recorded, settings, log, clock });
  return { scaler, group, log, metrics: recorded, jobSource, time };
}

test('waiting jobs raise the desired capacity, and the log says why', async () => {
  const { scaler, group, log } = scalerWith(figures({ queued: 3, running: 1 }), new MemoryGroup(0, 10, 1));
  await scaler.tick(never);
  expect(group.requested).toEqual([4]);
  expect(log.lines).toEqual([
    {
      level: 'info',
      message: 'raised desired capacity',
      fields: { from: 1, to: 4, reason: '4 wanted: 1 running + 3 queued', queued: 3, running: 1 },
    },
  ]);
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

test('the outcome of a tick is measured: what was decided, from where, why, and on how old figures', async () => {
  const { scaler, metrics } = scalerWith(figures({ queued: 3 }));
  await scaler.tick(never);
  const decision = { desired: 3, from: 0, reason: '3 wanted: 0 running + 3 queued', jobs: { queued: 3, running: 0 } };
  expect(metrics.read).toEqual([figures({ queued: 3 })]);
  expect(metrics.outcomes).toEqual([{ decision, failed: false, figuresAge: 0 }]);
});

test('without an answer from Semaphore nothing is scaled, the error gets out, and the figures grow old', async () => {
  const { scaler, group, metrics, jobSource, time } = scalerWith(figures({ queued: 3 }));
  await scaler.tick(never);
  jobSource.answer = new Error('no answer');
  time.now = 25_000;
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
  const { scaler, group, log } = scalerWith(figures({ queued: 3 }), undefined, { figures: broken, tick: broken });
  await scaler.tick(never);
  expect(group.requested).toEqual([3]);
  expect(log.lines).toContainEqual({
    level: 'error',
    message: 'could not write metrics',
    fields: { error: 'no space left' },
  });
});

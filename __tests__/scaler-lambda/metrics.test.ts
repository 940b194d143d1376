import { z } from 'zod';
import { EmbeddedMetrics } from '../../scaler-lambda/metrics';

function written(write: (metrics: EmbeddedMetrics) => void): unknown[] {
  const lines: string[] = [];
  write(
    new EmbeddedMetrics(
      'acme-s1-linux',
      () => 1_700_000_000_000,
      (line) => lines.push(line),
    ),
  );
  return lines.map((line) => JSON.parse(line));
}

/** One line of CloudWatch's embedded metric format, as its specification has it. */
const embeddedLine = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int().positive(),
    CloudWatchMetrics: z.array(
      z.strictObject({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string()).max(30)).length(1),
        Metrics: z
          .array(z.strictObject({ Name: z.string().min(1), Unit: z.enum(['Count', 'Seconds']) }))
          .min(1)
          .max(100),
      }),
    ),
  }),
});

test('job and agent counts keep the namespace, names, unit and dimensions of today, so dashboards keep working', () => {
  const lines = written((metrics) => metrics.figures({ jobs: { queued: 2, running: 1 }, agents: { idle: 4 } }));
  const line = (name: string, dimension: string, state: string, count: number) => ({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'Semaphore',
          Dimensions: [['StackName', dimension]],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    },
    StackName: 'acme-s1-linux',
    [dimension]: state,
    [name]: count,
  });
  expect(lines).toEqual([
    line('JobCount', 'JobState', 'queued', 2),
    line('JobCount', 'JobState', 'running', 1),
    line('AgentCount', 'AgentState', 'idle', 4),
  ]);
});

test('a tick tells its decision, its reason and the age of its figures', () => {
  const decision = { desired: 5, from: 3, reason: '5 wanted', jobs: { queued: 2, running: 3 } };
  const [line] = written((metrics) => metrics.tick({ decision, failed: false, figuresAge: 1.5 }));
  expect(line).toMatchObject({
    StackName: 'acme-s1-linux',
    Ticks: 1,
    TickErrors: 0,
    DesiredCapacity: 5,
    RaisedBy: 2,
    FiguresAge: 1.5,
    Reason: '5 wanted',
  });
});

test('a tick that failed counts as an error and tells no capacity', () => {
  const [line] = written((metrics) => metrics.tick({ decision: undefined, failed: true, figuresAge: undefined }));
  expect(line).toMatchObject({ Ticks: 1, TickErrors: 1 });
  expect(line).not.toHaveProperty('DesiredCapacity');
  expect(line).not.toHaveProperty('FiguresAge');
});

test('every line is one that CloudWatch takes: each dimension and metric that is named is there', () => {
  const decision = { desired: 5, from: 3, reason: '5 wanted', jobs: { queued: 2, running: 3 } };
  const lines = written((metrics) => {
    metrics.figures({ jobs: { queued: 2, running: 1 }, agents: { idle: 4 } });
    metrics.tick({ decision, failed: false, figuresAge: 1.5 });
    metrics.tick({ decision: undefined, failed: true, figuresAge: undefined });
  });
  for (const line of lines) {
    const parsed = embeddedLine.parse(line);
    const [description] = parsed._aws.CloudWatchMetrics;
    for (const name of description?.Dimensions[0] ?? []) expect(parsed).toHaveProperty(name, expect.any(String));
    for (const { Name } of description?.Metrics ?? []) expect(parsed).toHaveProperty(Name, expect.any(Number));
  }
});

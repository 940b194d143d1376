import { LineView } from '../../../local/demo/line-view';

function written(show: (view: LineView, clock: { ms: number }) => void): string[] {
  const lines: string[] = [];
  const clock = { ms: 0 };
  show(new LineView({ write: (text) => lines.push(text) }, () => clock.ms), clock);
  return lines;
}

const running = { name: 'deploy', state: 'running', detail: 'planning' } as const;

test('a phase tells its begin and its end', () => {
  const lines = written((view, clock) => {
    view.phase({ ...running, elapsedMs: 0 });
    clock.ms = 2500;
    view.phase({ name: 'deploy', state: 'done', detail: '64 of 64 resources', elapsedMs: 2500 });
  });
  expect(lines).toEqual([
    '   0.0 s  deploy      planning\n',
    '   2.5 s  deploy      done in 2.5 s: 64 of 64 resources\n',
  ]);
});

test('progress is told every five seconds at most', () => {
  const lines = written((view, clock) => {
    for (clock.ms = 0; clock.ms <= 12_000; clock.ms += 100) view.phase({ ...running, elapsedMs: clock.ms });
  });
  expect(lines).toHaveLength(3);
});

test('each happening is one line', () => {
  const lines = written((view) => view.happening({ atMs: 0, source: 's1-small', text: 'i-1 launched' }));
  expect(lines).toEqual(['   0.0 s  s1-small    i-1 launched\n']);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from '../../cli/terminal';
import { traceCommand } from '../../cli/trace-command';
import { parseTrace, rowsOf } from '../../simulator/trace-csv';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ printed: string; reported: string }> {
  const [printed, reported]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    env: {},
    cwd: folder,
    print: (text) => printed.push(text),
    report: (text) => reported.push(text),
  };
  const command = traceCommand(terminal);
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({ writeOut: (text) => printed.push(text), writeErr: () => undefined });
  }
  await command.parseAsync(args, { from: 'user' });
  return { printed: printed.join('\n'), reported: reported.join('\n') };
}

function save(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

test('jobs of Semaphore arrive when they were made, and run from start to finish', async () => {
  // 2026-11-21, 10:00:00 UTC
  const metadata = { name: 'Build', id: 'a', create_time: '1795255200', update_time: '1795255300' };
  const job = {
    metadata: { ...metadata, start_time: '1795255260', finish_time: '1795255300' },
    spec: { agent: { machine: { type: 's1-linux', os_image: '' } } },
    status: { result: 'PASSED', state: 'FINISHED' },
  };
  const running = { metadata: { ...metadata, start_time: '1795255260', finish_time: '0' } };
  const { printed, reported } = await run('from-semaphore', save('semaphore.json', { jobs: [job, running] }));
  expect(printed).toBe('arrival_seconds,duration_seconds,agent_type\n36000,40,s1-linux');
  expect(reported).toBe(
    '1 jobs from 2026-11-21 on (--start 2026-11-21); left out 1 that did not run, or have not ended',
  );
});

test('jobs of GitHub arrive when they were created, and pages are put together', async () => {
  const job = (created: string, started: string, completed: string | null, conclusion = 'success') => ({
    id: 1,
    status: 'completed',
    conclusion,
    created_at: created,
    started_at: started,
    completed_at: completed,
    labels: ['self-hosted', 'linux', 'arm64'],
  });
  const first = save('github-1.json', {
    total_count: 3,
    jobs: [
      job('2026-11-21T12:00:10Z', '2026-11-21T12:01:00Z', '2026-11-21T12:03:00Z'),
      job('2026-11-21T12:00:10Z', '2026-11-21T12:00:10Z', '2026-11-21T12:00:10Z', 'skipped'),
    ],
  });
  const second = save('github-2.json', {
    total_count: 3,
    jobs: [job('2026-11-21T00:00:05Z', '2026-11-21T00:00:30Z', '2026-11-21T00:00:31Z')],
  });
  const { printed } = await run('from-github', first, second);
  expect(printed.split('\n').slice(1)).toEqual(['5,1,linux+arm64', '43210,120,linux+arm64']);
});

test('jobs of Buildkite arrive when they can run; steps that need no agent are left out', async () => {
  const job = {
    type: 'script',
    agent_query_rules: ['queue=mac', 'os=macos'],
    created_at: '2026-11-21T01:00:00.000Z',
    scheduled_at: '2026-11-21T01:00:01.000Z',
    runnable_at: '2026-11-21T01:00:02.500Z',
    started_at: '2026-11-21T01:02:00.000Z',
    finished_at: '2026-11-21T01:02:10.250Z',
  };
  const builds = [{ id: 'b', number: 1, jobs: [job, { type: 'waiter', id: 'w' }] }];
  const { printed } = await run('from-buildkite', save('buildkite.json', builds));
  expect(printed).toBe('arrival_seconds,duration_seconds,agent_type\n3602.5,10.25,mac');
});

test('one document a line is read as well', async () => {
  const times = { started_at: '2026-11-21T00:00:02Z', completed_at: '2026-11-21T00:00:03Z', labels: [] };
  const lines = [1, 2].map((second) =>
    JSON.stringify({ jobs: [{ created_at: `2026-11-21T00:00:0${second}Z`, ...times }] }),
  );
  const { printed } = await run('from-github', save('lines.json', lines.join('\n')));
  expect(printed.split('\n')).toEqual(['arrival_seconds,duration_seconds', '1,1', '2,1']);
});

test('a trace that was made up can be read by fleet simulate', async () => {
  const { printed } = await run('generate', 'trickle', '--days', '1', '--seed', '4');
  expect(rowsOf(parseTrace(printed, { file: 'made-up' })).length).toBeGreaterThan(100);
});

test.each([
  [['from-github', 'broken.json'], 'broken.json is not JSON'],
  [['from-github', 'other.json'], 'other.json: '],
  [['from-buildkite', 'empty.json'], 'there is no job that ran'],
  [['from-semaphore', 'none.json'], 'could not read none.json'],
  [['generate', 'rush'], 'there is no kind of trace "rush"'],
])('%j is refused with the reason', async (args, reason) => {
  save('broken.json', '{"jobs"');
  save('other.json', { runs: [] });
  save('empty.json', []);
  await expect(run(...args)).rejects.toThrow(reason);
});

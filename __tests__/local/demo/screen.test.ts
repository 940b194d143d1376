import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import pc from 'picocolors';
import type { Picture } from '../../../local/demo/picture';
import { elapsed, screenLines } from '../../../local/demo/screen';

const picture: Picture = {
  title: 'agent-fleet demo',
  elapsedMs: 65_000,
  phases: [
    { name: 'deploy', state: 'done', detail: '64 of 64 resources', elapsedMs: 40_100 },
    { name: 'jobs', state: 'running', detail: '1 of 3 jobs done', elapsedMs: 5000 },
    { name: 'destroy', state: 'to come', detail: '', elapsedMs: 0 },
  ],
  agentTypes: [
    {
      name: 's1-small',
      min: 0,
      max: 4,
      jobs: { queued: 1, running: 1, finished: 1 },
      agents: { idle: 0, busy: 1 },
      desired: 2,
      reason: '2 wanted: 1 running + 1 queued',
      instances: ['Terminating:Wait', 'InService', 'Pending:Wait', 'InService'],
    },
  ],
  happenings: [{ atMs: 61_000, source: 's1-small', text: 'i-1 launched' }],
  compact: false,
};

test('phases, queue, agents, instances by lifecycle state and the last decision are on the screen', () => {
  expect(screenLines(picture, { columns: 100, rows: 40 }, pc.createColors(false))).toEqual([
    'agent-fleet demo  1:05',
    '',
    '  ✓ deploy      40.1 s  64 of 64 resources',
    '  ● jobs         5.0 s  1 of 3 jobs done',
    '    destroy             ',
    '',
    '  s1-small  desired 2, 0 to 4',
    '    queue      ■■□  1 waiting, 1 running, 1 done',
    '    agents     0 idle, 1 busy',
    '    instances  1 Pending:Wait  2 InService  1 Terminating:Wait',
    '    scaler     2 wanted: 1 running + 1 queued',
    '',
    '   1:01  s1-small    i-1 launched',
  ]);
});

test('a compact picture leaves out the phases', () => {
  const lines = screenLines({ ...picture, compact: true }, { columns: 100, rows: 40 }, pc.createColors(false));
  expect(lines[1]).toBe('  s1-small  desired 2, 0 to 4');
});

test('the picture never is wider or higher than the terminal', () => {
  const size = fc.record({ columns: fc.integer({ min: 10, max: 200 }), rows: fc.integer({ min: 2, max: 60 }) });
  const happenings = fc.array(fc.record({ atMs: fc.nat(), source: fc.string(), text: fc.string() }));
  fc.assert(
    fc.property(size, happenings, fc.boolean(), ({ columns, rows }, more, colored) => {
      const lines = screenLines({ ...picture, happenings: more }, { columns, rows }, pc.createColors(colored));
      expect(lines.length).toBeLessThan(rows);
      for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThan(columns);
    }),
  );
});

test('a long queue is counted, not drawn', () => {
  const [agentType] = picture.agentTypes;
  const jobs = { queued: 300, running: 0, finished: 0 };
  const many = { ...picture, agentTypes: agentType ? [{ ...agentType, jobs }] : [] };
  const lines = screenLines(many, { columns: 100, rows: 40 }, pc.createColors(false));
  expect(lines).toContain('    queue      300 waiting, 0 running, 0 done');
});

test('time is told in minutes and seconds', () => {
  expect([elapsed(0), elapsed(59_999), elapsed(605_000)]).toEqual(['0:00', '0:59', '10:05']);
});

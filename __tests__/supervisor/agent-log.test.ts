import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentLog } from '../../supervisor/agent-log';

const waiting = 'SYNC request (state: waiting-for-jobs)';
const goesOn = 'SYNC response (action: continue)';

test.each([
  ['not known', [], undefined],
  ['being decided while it asks', [waiting, goesOn, waiting], 'asking-for-jobs'],
  ['none, when the answer has none', [waiting, goesOn], 'waiting-for-jobs'],
  ['there, when the answer has one', [waiting, 'SYNC response (action: run-job, job: 1)'], 'starting-job'],
  ['there, as long as it runs', ['SYNC request (state: running-job, job: 1)', goesOn], 'running-job'],
  [
    'over, when it is told to wait',
    ['SYNC request (state: finished-job)', 'SYNC response (action: wait-for-jobs)'],
    'waiting-for-jobs',
  ],
])('whether an agent has a job is %s', async (_name, lines, state) => {
  const folder = mkdtempSync(join(tmpdir(), 'agent-log-'));
  const path = join(folder, 'agent-0.log');
  writeFileSync(path, lines.map((line) => `Nov 21 18:26:01.773 i-1 : ${line}\n`).join(''));
  const log = new AgentLog(path, 0);
  await log.read();
  expect(log.state).toBe(state);
  rmSync(folder, { recursive: true });
});

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCommand } from '../../cli/demo-command';
import { main } from '../../cli/main';
import { CapturedTerminal } from './captured-terminal';

test.each([
  [['--fleet', 'none.yaml'], 1, 'none.yaml: cannot read the fleet file'],
  [['--agent', './none'], 2, '--agent is ./none; must be'],
  [['--trace', 'none.csv'], 1, 'could not read none.csv'],
  [['--trace', 'none.csv', '--jobs', '3'], 2, 'exclude each other'],
])('%j is refused before anything is started', async (args, code, reason) => {
  const terminal = new CapturedTerminal(join(tmpdir(), 'no-such-folder'));
  const load = () => demoCommand(terminal);
  expect(await main(['demo', ...args], terminal, [{ name: 'demo', summary: '', load }])).toBe(code);
  expect(terminal.errors).toContain(reason);
});

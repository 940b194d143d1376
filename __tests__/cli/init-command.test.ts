import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { initCommand } from '../../cli/init-command';
import { main } from '../../cli/main';
import { loadFleet } from '../../config/load-fleet';
import { CapturedTerminal } from './captured-terminal';

const examples = join(__dirname, '../../examples');
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-init-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function init(...args: string[]) {
  const terminal = new CapturedTerminal(cwd);
  const code = await main(['init', ...args], terminal, [
    { name: 'init', summary: '', load: () => initCommand(terminal) },
  ]);
  return { code, output: terminal.output, errors: terminal.errors };
}

test('fleet.yaml is written, sound, and editors find its schema', async () => {
  expect(await init()).toMatchObject({ code: 0, output: expect.stringContaining('wrote fleet.yaml'), errors: '' });
  expect(loadFleet({ env: {}, cwd }).fleet.agentTypes).toHaveLength(1);
  const [, schema = ''] = /\$schema=(\S+)/.exec(readFileSync(join(cwd, 'fleet.yaml'), 'utf8')) ?? [];
  expect(resolve(cwd, schema)).toBe(join(__dirname, '../../fleet.schema.json'));
});

test.each(readdirSync(examples).map((file) => file.replace('.yaml', '')))(
  '--example %s writes that one',
  async (name) => {
    expect((await init('--example', name, '--fleet', 'mine.yaml')).code).toBe(0);
    const rest = (path: string) => readFileSync(path, 'utf8').replace(/\$schema=\S+/, '');
    expect(rest(join(cwd, 'mine.yaml'))).toBe(rest(join(examples, `${name}.yaml`)));
  },
);

test('a file that is there stays as it is', async () => {
  writeFileSync(join(cwd, 'fleet.yaml'), 'name: mine');
  expect(await init()).toMatchObject({ code: 1, errors: expect.stringContaining('fleet.yaml is there already') });
  expect(readFileSync(join(cwd, 'fleet.yaml'), 'utf8')).toBe('name: mine');
});

test('an example that does not exist, and a folder that does not, are told', async () => {
  expect(await init('--example', 'solaris')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('there are linux'),
  });
  expect(await init('--fleet', 'no/fleet.yaml')).toMatchObject({
    code: 1,
    errors: 'fleet: could not write no/fleet.yaml: there is no such file or folder',
  });
});

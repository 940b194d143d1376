import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../cli/main';
import { validateCommand } from '../../cli/validate-command';
import { CapturedTerminal } from './captured-terminal';

const sound = `
name: acme
region: us-east-1
semaphore: { organization: acme }
state: { bucket: acme-state }
agentTypes: { s1-linux: { token: { parameter: /a } } }
`;
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-validate-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function validate(args: string[], text = sound, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(join(cwd, 'fleet.yaml'), text);
  const terminal = new CapturedTerminal(cwd, env);
  const load = () => validateCommand(terminal);
  const code = await main(['validate', ...args], terminal, [{ name: 'validate', summary: '', load }]);
  return { code, output: terminal.output, errors: terminal.errors };
}

test('a sound file is told in one line', async () => {
  const output = 'fleet.yaml: OK, fleet acme in us-east-1 with agent type s1-linux';
  expect(await validate([])).toEqual({ code: 0, output, errors: '' });
  expect(await validate(['fleet.yaml'])).toEqual({ code: 0, output, errors: '' });
  expect(await validate(['--fleet', 'fleet.yaml'])).toEqual({ code: 0, output, errors: '' });
});

test('warnings go to standard error and leave the exit code alone', async () => {
  const { code, errors } = await validate([], sound.replace('state:', 'tags: {}\nx-state:'));
  expect(code).toBe(0);
  expect(errors).toBe('warning: fleet.yaml: there is no state: setting, so Terraform keeps its state in local files');
});

test('every problem is a line, and the exit code is 1', async () => {
  const { code, output, errors } = await validate(
    [],
    sound.replace('acme\nregion', 'a b\nregion').replace('us-east-1', 'here'),
  );
  expect({ code, output }).toEqual({ code: 1, output: '' });
  expect(errors.split('\n')).toEqual([
    expect.stringMatching(/^fleet\.yaml:2: name is "a b"; must be/),
    expect.stringMatching(/^fleet\.yaml:3: region is "here"; must be/),
  ]);
});

test('--json tells the fleet to machines', async () => {
  const { code, output } = await validate(['--json']);
  expect(code).toBe(0);
  expect(JSON.parse(output)).toEqual({
    valid: true,
    source: 'fleet.yaml',
    name: 'acme',
    region: 'us-east-1',
    agentTypes: ['s1-linux'],
    problems: [],
    warnings: [],
  });
});

test('--json tells the problems to machines, with exit code 1', async () => {
  const { code, output, errors } = await validate(['--json'], sound.replace('us-east-1', 'here'));
  expect({ code, errors }).toEqual({ code: 1, errors: '' });
  expect(JSON.parse(output)).toEqual({
    valid: false,
    problems: [
      { file: 'fleet.yaml', line: 3, path: 'region', message: 'is "here"; must be an AWS region, such as us-east-1' },
    ],
    warnings: [],
  });
});

test('a file named twice is a mistake in the call, with exit code 2', async () => {
  const { code, errors } = await validate(['fleet.yaml', '--fleet', 'fleet.yaml']);
  expect({ code, errors }).toEqual({ code: 2, errors: 'fleet: give the fleet file once: FILE or --fleet' });
});

test('an unknown option has exit code 2', async () => {
  const { code, errors } = await validate(['--jsno']);
  expect(code).toBe(2);
  expect(errors).toContain("unknown option '--jsno'");
});

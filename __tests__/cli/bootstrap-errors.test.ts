import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapCommand } from '../../cli/bootstrap-command';
import { main } from '../../cli/main';
import { CapturedTerminal } from './captured-terminal';

// What needs neither AWS nor Terraform.

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-bootstrap-errors-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function bootstrap(text: string, ...args: string[]) {
  writeFileSync(join(cwd, 'fleet.yaml'), text);
  const terminal = new CapturedTerminal(cwd, {});
  const load = () => bootstrapCommand(terminal);
  const code = await main(['bootstrap', ...args], terminal, [{ name: 'bootstrap', summary: '', load }]);
  return { code, output: terminal.output, errors: terminal.errors };
}

const withoutState = `
name: acme
region: us-east-1
semaphore: { organization: acme }
agentTypes: { s1-linux: { token: { parameter: /a } } }
`;

test('with --json an error is one JSON object on standard output, and a sentence on standard error', async () => {
  const { code, output, errors } = await bootstrap(withoutState, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(output)).toEqual({
    error: expect.stringMatching(/^fleet\.yaml has no state: setting/),
    problems: [],
  });
  expect(errors).toMatch(/^fleet: fleet\.yaml has no state: setting/);
});

test('with --json the problems of a wrong fleet file are listed', async () => {
  const { code, output } = await bootstrap(withoutState.replace('us-east-1', 'here'), '--json');
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({ problems: [{ file: 'fleet.yaml', line: 3, path: 'region' }] });
});

test('without --json an error leaves standard output empty', async () => {
  expect(await bootstrap(withoutState)).toMatchObject({ code: 1, output: '' });
});

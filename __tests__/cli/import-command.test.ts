import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCommand } from '../../cli/import-command';
import { main } from '../../cli/main';
import { parseFleet } from '../../config/load-fleet';
import { CapturedTerminal } from './captured-terminal';

const configuration = {
  SEMAPHORE_AGENT_STACK_NAME: 'ci-stack',
  SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME: 'ci-token',
  SEMAPHORE_ORGANIZATION: 'acme',
};
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'agent-fleet-import-'));
  writeFileSync(join(cwd, 'config.json'), JSON.stringify(configuration));
});
afterEach(() => rmSync(cwd, { recursive: true }));

async function runImport(args: string[], env: NodeJS.ProcessEnv) {
  const terminal = new CapturedTerminal(cwd, env);
  const load = () => importCommand(terminal);
  const code = await main(['import', ...args], terminal, [{ name: 'import', summary: '', load }]);
  return { code, output: terminal.output, errors: terminal.errors };
}

test('prints the same fleet file from a named file, a file that the environment names, and the environment', async () => {
  const region = { AWS_REGION: 'eu-west-1' };
  const { code, output } = await runImport(['config.json'], region);
  expect(code).toBe(0);
  expect(parseFleet(output).fleet).toMatchObject({
    name: 'ci-stack',
    region: 'eu-west-1',
    agentTypes: [{ name: 's1-ci-stack' }],
  });
  expect((await runImport([], { ...region, SEMAPHORE_AGENT_STACK_CONFIG: 'config.json' })).output).toBe(output);
  const fromEnvironment = await runImport([], { ...region, ...configuration });
  expect(fromEnvironment.output.replace('From environment,', 'From config.json,')).toBe(output);
});

test('a region that is not known is assumed, and the file says so', async () => {
  const { output } = await runImport(['config.json'], {});
  expect(output).toMatch(/# AWS_REGION was not set, .* must be the region you deploy to\nregion: us-east-1/);
});

test('without a configuration it says what can be named, as a mistake in the call', async () => {
  const { code, errors } = await runImport([], {});
  expect({ code, errors }).toEqual({ code: 2, errors: expect.stringContaining('name the JSON file') });
});

test('a file that is no JSON is told in one line', async () => {
  writeFileSync(join(cwd, 'config.json'), 'name: acme\nregion: us-east-1\n');
  const { code, errors } = await runImport(['config.json'], {});
  expect(code).toBe(1);
  expect(errors).toMatch(/^config.json: the file is no JSON: .*$/);
});

test('what is wrong is told, all at once, and nothing is printed', async () => {
  writeFileSync(join(cwd, 'config.json'), JSON.stringify({ SEMAPHORE_AGENT_ASG_MAX_SIZE: '5abc' }));
  const { code, output, errors } = await runImport(['config.json'], {});
  expect({ code, output }).toEqual({ code: 1, output: '' });
  expect(errors.split('\n').map((line) => line.split(' ')[1])).toEqual([
    'SEMAPHORE_AGENT_TOKEN_PARAMETER_NAME',
    'SEMAPHORE_AGENT_ASG_MAX_SIZE',
    'SEMAPHORE_AGENT_STACK_NAME',
    'SEMAPHORE_ENDPOINT',
  ]);
});

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type CommandEntry, commandList } from '../../cli/command-list';
import { main } from '../../cli/main';
import { UserError } from '../../cli/user-error';
import { CapturedTerminal } from './captured-terminal';

const root = join(__dirname, '..', '..');

/** A command `go` whose action fails with `error`. */
function failing(error: unknown): CommandEntry {
  const action = () => {
    throw error;
  };
  return { name: 'go', summary: 'Go', load: () => new Command('go').action(action) };
}

async function run(args: string[], commands: readonly CommandEntry[], env: NodeJS.ProcessEnv = {}) {
  const terminal = new CapturedTerminal(root, env);
  const code = await main(args, terminal, commands);
  return { code, output: terminal.output, errors: terminal.errors };
}

test('a mistake of the user is one line and its own exit code', async () => {
  const { code, errors } = await run(['go'], [failing(new UserError('no such bucket', 3))]);
  expect({ code, errors }).toEqual({ code: 3, errors: 'fleet: no such bucket' });
});

test('an unexpected error is one line; FLEET_DEBUG=1 shows where it comes from', async () => {
  const commands = [failing(new TypeError('x is undefined'))];
  const brief = await run(['go'], commands);
  expect(brief).toMatchObject({
    code: 1,
    errors: 'fleet: unexpected error: x is undefined (FLEET_DEBUG=1 shows where)',
  });
  const long = await run(['go'], commands, { FLEET_DEBUG: '1' });
  expect(long.errors).toMatch(/^TypeError: x is undefined\n\s+at /);
});

test('an interrupted command says nothing and has the exit code of Ctrl-C', async () => {
  const interrupted = Object.assign(new Error('aborted'), { name: 'AbortError' });
  expect(await run(['go'], [failing(interrupted)])).toEqual({ code: 130, output: '', errors: '' });
});

test('an unknown command has exit code 2 and says where to look', async () => {
  const { code, errors } = await run(['og'], [failing(new Error())]);
  expect(code).toBe(2);
  expect(errors).toContain("unknown command 'og'");
  expect(errors).toContain('fleet --help');
});

test('help lists every command without loading any', async () => {
  const commands = ['one', 'two'].map((name): CommandEntry => {
    const load = () => {
      throw new Error('loaded');
    };
    return { name, summary: `Does ${name}`, load };
  });
  const { code, output } = await run(['--help'], commands);
  expect(code).toBe(0);
  expect(output).toMatch(/one\s+Does one[\s\S]*two\s+Does two/);
});

test('help says what each exit code means', async () => {
  const { output } = await run(['--help'], []);
  expect(output).toMatch(/Exit codes: 0 .*1 .*2 .*130/s);
});

test.each(commandList)('fleet $name --help shows examples, as do its own commands', async ({ name, load }) => {
  const own = load()
    .commands.map((command) => command.name())
    .filter((each) => each !== 'help');
  for (const called of [[name], ...own.map((each) => [name, each])]) {
    // Help is written to the terminal of the program, whatever the command itself writes to.
    const { code, output } = await run([...called, '--help'], commandList);
    expect(code).toBe(0);
    expect(output).toMatch(/Usage: (?:fleet )?\w+[\s\S]*Examples?:\n {2}\$ /);
    expect(output).not.toMatch(/default: [[{]/);
  }
});

test('the program itself starts, and knows its version', () => {
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'bin', 'fleet.cjs'), '--version'], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

const onFullDisk = existsSync('/dev/full') ? test : test.skip;
onFullDisk('a full disk is told in one line, with exit code 1', () => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin', 'fleet.cjs'), '--version'], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^fleet: could not write: .*ENOSPC.*\n$/),
  });
});

test('npx finds the program in the root of the repository', () => {
  const { status, stdout } = spawnSync('npx', ['--no-install', 'fleet', 'validate', 'examples/spot.yaml'], {
    cwd: root,
    encoding: 'utf8',
    // npm writes there, and HOME may be read-only.
    env: { ...process.env, npm_config_cache: join(tmpdir(), 'npm') },
  });
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: 'examples/spot.yaml: OK, fleet acme in eu-west-1 with agent type s1-spot\n',
  });
});

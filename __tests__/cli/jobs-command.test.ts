import { CommanderError } from 'commander';
import { jobsCommand } from '../../cli/jobs-command';
import type { Terminal } from '../../cli/terminal';
import { UserError } from '../../cli/user-error';
import { type Hub, startHub } from '../../local/semaphore/hub';

let hub: Hub;

beforeAll(async () => {
  hub = await startHub({ agentTypes: [{ name: 's1-linux', token: 'secret' }] });
});

afterAll(() => hub.stop());

/** What `fleet jobs <args>` prints. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = { FLEET_HUB: hub.url }): Promise<string> {
  const printed: string[] = [];
  const terminal: Terminal = {
    env,
    cwd: '/',
    print: (text) => printed.push(text),
    report: (text) => printed.push(text),
  };
  const command = jobsCommand(terminal);
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({ writeOut: (text) => printed.push(text), writeErr: () => undefined });
  }
  await command.parseAsync([...args], { from: 'user' });
  return printed.join('\n');
}

function linux(...more: string[]): string[] {
  return ['add', '--agent-type', 's1-linux', ...more];
}

test('add puts a job in and prints its id', async () => {
  const id = await run(linux('--name', 'build', '--env', 'A=b=c', 'ls', 'pwd'));
  expect(hub.job(id)).toMatchObject({ name: 'build', agentType: 's1-linux', state: 'queued' });
});

test('add puts in as many as asked for', async () => {
  const ids = (await run(linux('--count', '3', 'true'))).split('\n');
  expect(ids.map((id) => hub.job(id).state)).toEqual(['queued', 'queued', 'queued']);
});

test('--hub is used before FLEET_HUB', async () => {
  const id = await run(linux('--hub', hub.url, 'true'), { FLEET_HUB: 'http://127.0.0.1:1' });
  expect(hub.job(id).state).toBe('queued');
});

test('a job is listed, shown and stopped', async () => {
  const id = await run(linux('--name', 'to-stop', 'true'));
  expect(await run(['list'])).toMatch(new RegExp(`${id} .*s1-linux +to-stop +queued`));
  expect(await run(['show', id])).toContain('to-stop');
  expect(await run(['stop', id])).toMatch(/to-stop +stopped/);
  expect(JSON.parse(await run(['show', id, '--json']))).toMatchObject({ id, result: 'stopped' });
});

test('--wait fails when a job does not pass', async () => {
  const unsubscribe = hub.on((event) => {
    if (event.kind === 'job' && event.job.state === 'queued') setImmediate(() => hub.stopJob(event.job.id));
  });
  await expect(run(linux('--wait', 'true'))).rejects.toThrow('1 of 1 jobs did not pass');
  unsubscribe();
});

test('the queue is counted by agent type', async () => {
  expect(await run(['queue'])).toMatch(/AGENT TYPE +QUEUED.*\ns1-linux/);
  expect(JSON.parse(await run(['queue', '--json']))).toMatchObject([{ agentType: 's1-linux' }]);
});

test('a log is printed as text', async () => {
  const id = await run(linux('true'));
  expect(await run(['log', id])).toBe('');
  expect(JSON.parse(await run(['log', id, '--json']))).toEqual({ id, log: '' });
});

test.each([
  ['an unknown job', ['show', 'nothing'], 'no job nothing'],
  ['an unknown agent type', ['add', '--agent-type', 'x', 'true'], 'no agent type x; there are s1-linux'],
  ['a hub that is no URL', ['list', '--hub', 'nonsense'], '--hub is nonsense; must be a URL'],
  ['a hub that does not answer', ['list', '--hub', 'http://127.0.0.1:1'], 'no Semaphore stand-in answers'],
])('%s is an error in one line', async (_, args, message) => {
  const failure = run(args);
  await expect(failure).rejects.toThrow(UserError);
  await expect(failure).rejects.toThrow(message);
});

test('without a hub it says how to name one', async () => {
  await expect(run(['list'], {})).rejects.toMatchObject({ message: expect.stringContaining('FLEET_HUB'), exitCode: 2 });
});

test.each([[['--count', '0']], [['--count', 'many']], [['--env', 'novalue']]])('%j is refused', async (option) => {
  await expect(run(linux(...option, 'true'))).rejects.toThrow(CommanderError);
});

test('the help shows examples', async () => {
  await expect(run(['--help'])).rejects.toThrow('(outputHelp)');
});

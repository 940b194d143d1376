import { setTimeout } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { HubClient, HubError } from '../local/semaphore/hub-client';
import type { Job } from '../local/semaphore/job';
import { jobLines, queueLines } from './job-table';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

interface CommonOptions {
  readonly hub?: string;
  readonly json?: boolean;
}

interface AddOptions extends CommonOptions {
  readonly agentType: string;
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly count: number;
  readonly wait?: boolean;
}

/** Milliseconds between two looks at a job that is waited for. */
const pollInterval = 250;

const examples = `
Examples:
  $ fleet jobs add --hub http://127.0.0.1:4000 --agent-type s1-linux 'uname -a' 'sleep 5'
  $ export FLEET_HUB=http://127.0.0.1:4000        # "fleet demo --keep" shows the URL
  $ fleet jobs add --agent-type s1-linux --count 20 'sleep 10'
  $ fleet jobs add --agent-type s1-linux --wait 'npm test' && echo passed
  $ fleet jobs list --json
  $ fleet jobs log 3f0c2a9e-...
  $ fleet jobs queue`;

/** `fleet jobs`: puts jobs into the queue of the local Semaphore stand-in, and shows what becomes of them. */
export function jobsCommand(terminal: Terminal = processTerminal): Command {
  const jobs = new Command('jobs').description("Jobs of the demo's Semaphore: put them in, watch, read, stop them");
  jobs.addHelpText('after', examples);

  const add = child(
    jobs,
    terminal,
    'add',
    'Put a job into the queue; commands run one after the other in one shell',
    "fleet jobs add --agent-type s1-linux --wait 'npm test'",
  );
  add.argument('<command...>', 'shell commands, each in quotes');
  add.requiredOption('--agent-type <name>', 'agent type that shall run it');
  add.option('--name <name>', 'name of the job', 'job');
  add.option('--env <NAME=value>', 'environment variable, as often as needed', environmentVariable);
  add.option('--count <n>', 'put in as many jobs of this kind', positiveInteger, 1);
  add.option('--wait', 'wait until all have finished; exit code 1 if one did not pass');
  add.action((commands: string[], options: AddOptions) => addJobs(commands, options, terminal));

  const list = child(jobs, terminal, 'list', 'List jobs, oldest first', 'fleet jobs list --agent-type s1-linux --json');
  list.option('--agent-type <name>', 'only jobs of this agent type');
  list.action(async (options: CommonOptions & { agentType?: string }) => {
    show(terminal, options, await ask(options, (hub) => hub.jobs(options.agentType)), jobLines);
  });

  const showOne = child(jobs, terminal, 'show', 'Show one job', 'fleet jobs show 3f0c2a9e-...').argument('<id>');
  showOne.action(async (id: string, options: CommonOptions) => {
    show(terminal, options, await ask(options, (hub) => hub.job(id)), (job) => jobLines([job]));
  });

  const log = child(jobs, terminal, 'log', 'Print the log of one job', 'fleet jobs log 3f0c2a9e-...').argument('<id>');
  log.action(async (id: string, options: CommonOptions) => {
    const text = await ask(options, (hub) => hub.log(id));
    show(terminal, options, { id, log: text }, () => [text.trimEnd()]);
  });

  const stop = child(
    jobs,
    terminal,
    'stop',
    'Stop one job, waiting or running',
    'fleet jobs stop 3f0c2a9e-...',
  ).argument('<id>');
  stop.action(async (id: string, options: CommonOptions) => {
    show(terminal, options, await ask(options, (hub) => hub.stopJob(id)), (job) => jobLines([job]));
  });

  const queue = child(jobs, terminal, 'queue', 'Count jobs and agents of each agent type', 'fleet jobs queue');
  queue.action(async (options: CommonOptions) => {
    show(terminal, options, await ask(options, (hub) => hub.queue()), queueLines);
  });
  return jobs;
}

function child(parent: Command, { env }: Terminal, name: string, description: string, example: string): Command {
  const hub = env['FLEET_HUB'];
  return parent
    .command(name)
    .description(description)
    .option('--hub <url>', "URL of the demo's Semaphore (or FLEET_HUB)", hub === '' ? undefined : hub)
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExample:\n  $ ${example}`);
}

async function addJobs(commands: string[], options: AddOptions, terminal: Terminal): Promise<void> {
  const { agentType, name, env = {}, count } = options;
  const added = await ask(options, async (hub) => {
    const jobs: Job[] = [];
    for (let index = 0; index < count; index += 1) jobs.push(await hub.addJob({ agentType, name, env, commands }));
    return jobs;
  });
  const result = options.wait ? await ask(options, (hub) => finished(hub, added)) : added;
  show(terminal, options, result, options.wait ? jobLines : (jobs) => jobs.map(({ id }) => id));
  const bad = result.filter((job) => options.wait && job.result !== 'passed');
  if (bad.length > 0) throw new UserError(`${bad.length} of ${result.length} jobs did not pass`);
}

async function finished(hub: HubClient, jobs: readonly Job[]): Promise<Job[]> {
  const done: Job[] = [];
  for (const { id } of jobs) {
    let job = await hub.job(id);
    while (job.state !== 'finished') {
      await setTimeout(pollInterval);
      job = await hub.job(id);
    }
    done.push(job);
  }
  return done;
}

async function ask<T>({ hub }: CommonOptions, question: (hub: HubClient) => Promise<T>): Promise<T> {
  if (hub === undefined) throw new UserError('no hub given; use --hub URL or set FLEET_HUB', 2);
  if (!URL.canParse(hub)) throw new UserError(`--hub is ${hub}; must be a URL such as http://127.0.0.1:4000`, 2);
  try {
    return await question(new HubClient(hub));
  } catch (error) {
    if (error instanceof HubError) throw new UserError(error.message, 1, { cause: error });
    throw error;
  }
}

function show<T>(terminal: Terminal, { json }: CommonOptions, value: T, lines: (value: T) => readonly string[]): void {
  terminal.print(json ? JSON.stringify(value, undefined, 2) : lines(value).join('\n'));
}

function environmentVariable(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('must be NAME=value.');
  return { ...before, [name]: value };
}

function positiveInteger(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 10_000) throw new InvalidArgumentError('must be from 1 to 10000.');
  return count;
}

import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { loadFleet } from '../config/load-fleet';
import { Board } from '../local/demo/board';
import { phaseNames, runDemo } from '../local/demo/demo';
import { LineView } from '../local/demo/line-view';
import { LiveView } from '../local/demo/live-view';
import { summaryLines } from '../local/demo/summary';
import { findTerraform } from '../local/terraform-cli-config';
import { InputError } from '../simulator/input-error';
import { parseTraceRows, type TraceRow } from '../simulator/trace-csv';
import { readInputFile } from './input-file';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

/** The fleet that is shown unless another one is named. */
const defaultFleet = join(__dirname, '..', 'examples', 'two-agent-types.yaml');
/** Measured: fast enough to be no bore, slow enough for two processors to keep up. */
const defaultSpeed = 20;
const defaultJobs = 12;
const interrupted = 130;
/** Stands for the stand-in's, which is known only when that runs. */
const anyEndpoint = 'http://127.0.0.1:1';

interface Options {
  readonly fleet?: string;
  readonly agent?: string;
  readonly jobs?: number;
  readonly trace?: string;
  readonly speed: number;
  readonly keep?: boolean;
  readonly json?: boolean;
}

const examples = `
Runs on this machine alone and needs no AWS account: an AWS emulator, a stand-in for Semaphore, and real Terraform.

Examples:
  $ fleet demo
  $ fleet demo --keep                       # stays, to play with; Ctrl-C ends it
  $ fleet demo --jobs 40 --speed 10
  $ fleet demo --fleet fleet.yaml           # your own fleet file, against the stand-ins
  $ fleet demo --agent ./semaphore-agent    # the real agent
  $ fleet demo --json > summary.json`;

/** `fleet demo`: deploys a fleet to an emulated AWS, lets it run jobs, and destroys it. */
export function demoCommand(terminal: Terminal = processTerminal): Command {
  return new Command('demo')
    .description('Run a whole fleet on this machine: deploy, jobs, back to zero, destroy')
    .option('--fleet <file>', 'fleet file (default: examples/two-agent-types.yaml)')
    .option('--jobs <n>', `jobs to run (default: ${defaultJobs})`, wholeNumber(0, 500))
    .option('--trace <file>', 'run the jobs of a trace (CSV) at their times instead')
    .option('--speed <factor>', 'how many times as fast time runs', wholeNumber(1, 100), defaultSpeed)
    .option(
      '--agent <program>',
      "Semaphore's agent (default: AGENT_FLEET_AGENT, semaphore-agent on PATH, or a stand-in)",
    )
    .option('--keep', 'leave everything running after the jobs')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', examples)
    .action((options: Options) => demo(options, terminal));
}

async function demo(options: Options, terminal: Terminal): Promise<void> {
  const { env, cwd } = terminal;
  const stopping = new AbortController();
  const stop = () => {
    // Whoever asks twice does not want to wait; the janitor cleans up behind us.
    if (stopping.signal.aborted) process.exit(interrupted);
    stopping.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  const board = new Board(phaseNames);
  const view = process.stderr.isTTY
    ? new LiveView(process.stderr, board.picture, pc.createColors(pc.isColorSupported))
    : new LineView(process.stderr, board.elapsedMs);
  board.show(view);
  try {
    const { fleet = defaultFleet, agent, jobs = defaultJobs, speed, keep = false } = options;
    // Before anything is started: what is wrong or missing is said at once.
    if (options.trace !== undefined && options.jobs !== undefined)
      throw new UserError('--jobs and --trace exclude each other', 2);
    const trace = options.trace === undefined ? undefined : demoTrace(options.trace, cwd);
    const program = agent === undefined ? undefined : agentProgram(agent, cwd);
    loadFleet({ path: resolve(cwd, fleet), env: { ...env, SEMAPHORE_ENDPOINT: anyEndpoint }, cwd });
    await findTerraform(env);
    const summary = await runDemo(
      { fleetFile: fleet, agent: program, jobs, trace, speed, keep, env, cwd },
      board,
      stopping.signal,
    );
    view.stop();
    if (options.json) terminal.print(JSON.stringify({ ok: true, ...summary }, undefined, 2));
    else terminal.print(['', ...summaryLines(summary)].join('\n'));
  } catch (error) {
    view.stop();
    const message = error instanceof Error ? error.message : String(error);
    if (options.json && !stopping.signal.aborted)
      terminal.print(JSON.stringify({ ok: false, error: message }, undefined, 2));
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

/** @throws UserError when there is no such program */
function agentProgram(file: string, cwd: string): string {
  const path = resolve(cwd, file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  throw new UserError(`--agent is ${file}; must be Semaphore's agent program, and there is no such file`, 2);
}

/** Jobs in the order of their arrival. */
function demoTrace(file: string, cwd: string): TraceRow[] {
  try {
    return parseTraceRows(readInputFile(file, cwd), file).toSorted((left, right) => left.arrival - right.arrival);
  } catch (error) {
    throw error instanceof InputError ? new UserError(error.message, 1, { cause: error }) : error;
  }
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`);
  };
}

// Runs jobs through the whole fleet on this machine and through the simulator: docs/simulator.md, "Is it true?".
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { demoCommand } from '../cli/demo-command';
import { processTerminal } from '../cli/terminal';
import { textTable } from '../cli/text-table';
import type { Fleet } from '../config/fleet';
import { loadFleet } from '../config/load-fleet';
import { agentTypeScenario } from '../simulator/agent-type-scenario';
import { compareWithSimulation, type Likeness, type RunFigures, togetherLike } from '../simulator/believability';
import { type RecordedAgentType, recordedAgentType } from '../simulator/recorded-run';
import { formatTrace } from '../simulator/trace-csv';
import { machineryJobs } from './machinery/jobs';

const allowedDifference = 0.1;
const compared = ['meanWait', 'instanceSeconds'] as const;
const summary = z.object({ speed: z.number(), recording: z.array(recordedAgentType) });
const examples = `
Real Terraform, scaler and supervisors, an emulated AWS, compressed time. Without --fleet and --trace: four agent types
with 74 jobs in 20 minutes (scripts/machinery), which takes about 7 minutes at the default speed.
Exit code 1 when mean wait or instance seconds of all agent types together differ by more than 10 %, or those of one by
more than 10 % from every simulated run.

Examples:
  $ npx tsx scripts/compare-with-machinery.ts
  $ npx tsx scripts/compare-with-machinery.ts --speed 4 --seed 2 --record run.json
  $ npx tsx scripts/compare-with-machinery.ts --from run.json          # compares again, runs nothing
  $ npx tsx scripts/compare-with-machinery.ts --fleet fleet.yaml --trace jobs.csv --json > likeness.json`;

interface Options {
  readonly fleet: string;
  readonly trace?: string;
  readonly seed: string;
  readonly speed: string;
  readonly agent?: string;
  readonly record?: string;
  readonly from?: string;
  readonly json?: boolean;
}

interface Row extends Likeness {
  readonly name: string;
}

const command = new Command('compare-with-machinery')
  .description('Compare a run of the whole fleet on this machine with its simulation')
  .option('--fleet <file>', 'fleet file', join(__dirname, 'machinery', 'fleet.yaml'))
  .option('--trace <file>', 'jobs to run (CSV) (default: made up from --seed, for the default fleet)')
  .option('--seed <n>', 'seed of the made-up jobs', '1')
  .option('--speed <factor>', 'how many times as fast time runs: less on a busy machine', '8')
  .option('--agent <program>', "Semaphore's agent (default: as in fleet demo)")
  .option('--record <file>', 'keep what happened, for --from')
  .option('--from <file>', 'compare a run that was recorded')
  .option('--json', 'print the comparison as JSON')
  .addHelpText('after', examples)
  .action(async (options: Options) => {
    const text = options.from === undefined ? await play(options) : readFileSync(options.from, 'utf8');
    if (options.record !== undefined) writeFileSync(options.record, text);
    const { speed, recording } = summary.parse(JSON.parse(text));
    const rows = likenesses(recording, fleetOf(options));
    const differing = rows.filter(differs).map(({ name }) => name);
    if (options.json) console.log(JSON.stringify({ ok: differing.length === 0, speed, rows, differing }, undefined, 2));
    else console.log(textTable([heading, ...rows.map(line)]));
    if (differing.length > 0) console.error(`more than ${100 * allowedDifference} % apart: ${differing.join(', ')}`);
    process.exitCode = differing.length > 0 ? 1 : 0;
  });

/** The summary of the demo, as JSON; its progress goes to standard error. */
async function play({ fleet, trace, seed, speed, agent }: Options): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'machinery-'));
  try {
    const jobs = trace ?? join(folder, 'jobs.csv');
    if (trace === undefined) writeFileSync(jobs, formatTrace(machineryJobs(Number(seed))));
    const printed: string[] = [];
    const flags = ['--json', '--fleet', fleet, '--trace', jobs, '--speed', speed];
    if (agent !== undefined) flags.push('--agent', agent);
    const terminal = { ...processTerminal, print: (line: string) => printed.push(line) };
    await demoCommand(terminal).parseAsync(flags, { from: 'user' });
    return printed.join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fleetOf({ fleet: path }: Options): Fleet {
  // Where Semaphore is says nothing about how long jobs wait.
  const env = { SEMAPHORE_ENDPOINT: 'http://127.0.0.1', ...process.env };
  return loadFleet({ path, env, cwd: process.cwd() }).fleet;
}

function likenesses(recording: readonly RecordedAgentType[], { agentTypes }: Fleet): Row[] {
  const rows = recording.map((recorded): Row => {
    const agentType = agentTypes.find(({ name }) => name === recorded.name);
    if (!agentType) throw new Error(`the fleet file has no agent type ${recorded.name}, of which jobs were recorded`);
    return { name: recorded.name, ...compareWithSimulation(recorded, agentTypeScenario(agentType)) };
  });
  return [...rows, { name: 'together', ...togetherLike(rows) }];
}

function differs({ name, recorded, simulated, least, most }: Row): boolean {
  const isBeyond = (figure: keyof RunFigures, low: RunFigures, high: RunFigures) =>
    recorded[figure] < (1 - allowedDifference) * low[figure] ||
    recorded[figure] > (1 + allowedDifference) * high[figure];
  return compared.some((figure) =>
    name === 'together' ? isBeyond(figure, simulated, simulated) : isBeyond(figure, least, most),
  );
}

const figureNames = { meanWait: 'mean wait (s)', instanceSeconds: 'instance seconds', boots: 'instances' } as const;
const heading = ['agent type', 'jobs', ...Object.values(figureNames).flatMap((name) => [name, 'simulated', 'ratio'])];

function line({ name, recorded, simulated }: Row): string[] {
  const cells = (figure: keyof typeof figureNames) => {
    const [real, model] = [recorded[figure], simulated[figure]];
    return [real.toFixed(1), model.toFixed(1), real === 0 ? '' : (model / real).toFixed(2)];
  };
  return [name, String(recorded.jobs), ...cells('meanWait'), ...cells('instanceSeconds'), ...cells('boots')];
}

command.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});

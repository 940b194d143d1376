import { Command } from 'commander';
import { type ComparedPolicy, type PolicyResult, totalResult } from '../simulator/comparison';
import { InputError } from '../simulator/input-error';
import { furtherPolicies, policyList } from '../simulator/policies/policy-list';
import { generatorList } from '../simulator/traces/generator-list';
import {
  readCount,
  readHeadroom,
  readPolicies,
  readSeconds,
  readVolume,
  type SimulationFlags,
} from './simulation-flags';
import { simulationPlot } from './simulation-plot';
import { writeReport } from './simulation-report';
import { runSimulation, type SimulationRun, simulationInputs } from './simulation-run';
import { simulationTable } from './simulation-table';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

const help = `
Kinds of --generate:
${generatorList.map(({ name, description }) => `  ${name.padEnd(13)} ${description}`).join('\n')}

Policies:
${[...policyList, ...furtherPolicies].map(({ name, source }) => `  ${name.padEnd(19)} ${source}`).join('\n')}

A trace is CSV: arrival_seconds,duration_seconds[,agent_type] with that header; fleet trace makes one from your CI's job list.
The same seed gives the same figures. Waits last from a job's arrival to its start.

Examples:
  $ fleet simulate --generate office-hours
  $ fleet simulate --trace jobs.csv --fleet fleet.yaml --agent-type s1-linux
  $ fleet simulate --trace jobs.csv --fleet fleet.yaml --report report.html
  $ fleet simulate --trace jobs.csv --max 20 --boot 75s --boot-sd 12s --policy agent-fleet,oracle --json`;

/** `fleet simulate`: runs a trace of jobs through sizing policies, on a simulated clock. */
export function simulateCommand(terminal: Terminal = processTerminal): Command {
  return new Command('simulate')
    .description('Compare sizing rules on a trace of jobs: how long jobs wait, and what the instances cost')
    .option('--trace <file>', 'trace of jobs (CSV)')
    .option('--generate <kind>', 'make a trace up instead')
    .option('--days <n>', 'length of that trace', readCount(1, 366), 7)
    .option('--volume <n>', 'multiplies its jobs', readVolume, 1)
    .option('--fleet <file>', 'take the settings of an agent type in this fleet file')
    .option('--agent-type <name>', 'that agent type, and its jobs of a trace with that column (default: all)')
    .option('--min <n>', 'fewest instances (default: 0)', readCount(0, 10_000))
    .option('--max <n>', 'most instances (default: 50)', readCount(1, 10_000))
    .option('--headroom <n>', 'spare instances, as 2 or 10% (default: none)', readHeadroom)
    .option('--idle-timeout <time>', 'idle time after which an agent leaves (default: 5m)', readSeconds)
    .option('--agents-per-instance <n>', 'agents on an instance (default: 1)', readCount(1, 64))
    .option('--reuse', 'an agent runs job after job (disconnectAfterJob: false)')
    .option('--boot <time>', 'time from launch to registered agent (default: 75s; by system with --fleet)', readSeconds)
    .option('--boot-sd <time>', 'its standard deviation (default: 12s)', readSeconds)
    .option('--scenario <file>', 'faults, schedules and times (JSON): docs/simulator.md')
    .option(
      '--policy <names>',
      'policies to compare, with commas (default: the first six below)',
      readPolicies,
      policyList,
    )
    .option('--seed <n>', 'seed of everything random', readCount(0, 999_999_999), 1)
    .option('--instance-type <type>', 'instance type to take the price of')
    .option('--spot', 'pay Spot prices')
    .option('--prices <file>', 'price table (JSON, as simulator/prices.json)')
    .option('--no-plot', 'print no plots')
    .option('--report <file>', 'write an HTML page with plots')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help)
    .action((flags: SimulationFlags) => {
      try {
        run(flags, terminal);
      } catch (error) {
        throw error instanceof InputError ? new UserError(error.message, 1, { cause: error }) : error;
      }
    });
}

function run(flags: SimulationFlags, terminal: Terminal): void {
  const runs = simulationInputs(flags, terminal).map((input) => runSimulation(input, flags));
  const total = runs.length > 1 ? totalOf(runs) : undefined;
  writeReport(runs, flags, terminal);
  if (flags.json) {
    terminal.print(JSON.stringify(figures(runs, total), null, 2));
    return;
  }
  for (const { agentType, description, compared } of runs) {
    terminal.print(`${agentType === undefined ? '' : `${agentType}: `}${description}\n`);
    terminal.print(simulationTable(compared));
    if (flags.plot) terminal.print(plots(compared));
  }
  if (total) terminal.print(`all agent types\n\n${simulationTable(total)}`);
}

interface NamedResult {
  readonly name: string;
  readonly result: PolicyResult;
}

/** What each policy comes to over all agent types. */
function totalOf(runs: readonly SimulationRun[]): NamedResult[] {
  return (runs[0]?.compared ?? []).map(({ name }) => ({
    name,
    result: totalResult(runs.flatMap(({ compared }) => compared.filter((policy) => policy.name === name))),
  }));
}

/** With several agent types, `policies` are those of all together. */
function figures(runs: readonly SimulationRun[], total: readonly NamedResult[] | undefined) {
  const byName = (policies: readonly NamedResult[]) =>
    Object.fromEntries(policies.map(({ name, result }) => [name, result]));
  if (total === undefined) return { policies: byName(runs[0]?.compared ?? []) };
  const agentTypes = runs.map(({ agentType = '', compared }) => [agentType, { policies: byName(compared) }]);
  return { policies: byName(total), agentTypes: Object.fromEntries(agentTypes) };
}

function plots(policies: readonly ComparedPolicy[]): string {
  const drawn = policies.filter(({ name }) => name !== 'oracle' && name !== 'fixed').slice(0, 2);
  return `${drawn.map(({ name, run }) => `\n${simulationPlot(name, run.timeline)}`).join('\n')}\n`;
}

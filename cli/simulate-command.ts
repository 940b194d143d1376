import { Command } from 'commander';
import { type ComparedPolicy, type PolicyResult, totalResult } from '../simulator/comparison';
import { InputError } from '../simulator/input-error';
import { furtherPolicies, policyList } from '../simulator/policies/policy-list';
import { generatorList } from '../simulator/traces/generator-list';
import { progress } from './progress';
import { readCount, readPageName, readPolicies, type SimulationFlags } from './simulation-flags';
import { scenarioOptions } from './simulation-options';
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
  const command = new Command('simulate').description(
    'Compare sizing rules on a trace of jobs: how long jobs wait, and what the instances cost',
  );
  return scenarioOptions(command)
    .option('--agents-per-instance <n>', 'agents on an instance (default: 1)', readCount(1, 64))
    .option('--policy <names>', 'policies to compare, with commas (default: the first six below)', readPolicies)
    .option('--no-plot', 'print no plots')
    .option('--report <file>', 'write an HTML page with plots', readPageName)
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
  const tell = progress(terminal);
  const runs = simulationInputs(flags, terminal).map((input) => runSimulation(input, flags, tell));
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

import { Command } from 'commander';
import { type ComparedPolicy, comparePolicies } from '../simulator/comparison';
import { InputError } from '../simulator/input-error';
import { furtherPolicies, policyList } from '../simulator/policies/policy-list';
import { bundledPrices, hourlyPrice, type PriceTable, type Purchase, parsePriceTable } from '../simulator/price-table';
import { lastArrival } from '../simulator/trace';
import { generatorList } from '../simulator/traces/generator-list';
import { readInputFile } from './input-file';
import {
  readCount,
  readHeadroom,
  readPolicies,
  readSeconds,
  readVolume,
  type SimulationFlags,
} from './simulation-flags';
import { simulationPlot } from './simulation-plot';
import { type SimulationSetting, simulationSetting } from './simulation-scenario';
import { simulationTable } from './simulation-table';
import { simulationTrace } from './simulation-trace';
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
    .option('--agent-type <name>', 'that agent type; also selects the jobs of a trace with that column')
    .option('--min <n>', 'fewest instances (default: 0)', readCount(0, 10_000))
    .option('--max <n>', 'most instances (default: 50)', readCount(1, 10_000))
    .option('--headroom <n>', 'spare instances, as 2 or 10% (default: none)', readHeadroom)
    .option('--idle-timeout <time>', 'idle time after which an agent leaves (default: 5m)', readSeconds)
    .option('--agents-per-instance <n>', 'agents on an instance (default: 1)', readCount(1, 64))
    .option('--reuse', 'an agent runs job after job (disconnectAfterJob: false)')
    .option('--boot <time>', 'time from launch to registered agent (default: 75s; by system with --fleet)', readSeconds)
    .option('--boot-sd <time>', 'its standard deviation (default: 12s)', readSeconds)
    .option('--scenario <file>', 'faults, schedules and times (JSON): docs/scaling.md')
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
  const trace = simulationTrace(flags, terminal);
  const setting = simulationSetting(flags, terminal);
  const { scenario, purchase } = setting;
  const price = priceOf(purchase, flags, terminal);
  const compared = comparePolicies({ trace, scenario, policies: flags.policy ?? policyList, hourlyPrice: price });
  if (flags.json) {
    const policies = Object.fromEntries(compared.map(({ name, result }) => [name, result]));
    terminal.print(JSON.stringify({ policies }, null, 2));
    return;
  }
  terminal.print(describe(setting, trace.arrivals.length, lastArrival(trace)));
  terminal.print(simulationTable(compared));
  if (flags.plot) terminal.print(plots(compared));
}

/** Dollars an hour; a fleet's instance type that has no price costs nothing, which is said, rather than stopping here. */
function priceOf(purchase: Purchase, flags: SimulationFlags, terminal: Terminal): number {
  const prices = priceTable(flags.prices, terminal);
  const isNamed = flags.instanceType !== undefined || flags.fleet === undefined;
  if (isNamed || purchase.instanceType in prices.instanceTypes) return hourlyPrice(prices, purchase);
  terminal.report(`no price for ${purchase.instanceType}, so that costs are shown as 0; name a table with --prices`);
  return 0;
}

function priceTable(file: string | undefined, { cwd }: Terminal): PriceTable {
  return file === undefined ? bundledPrices : parsePriceTable(readInputFile(file, cwd), file);
}

function describe({ scenario, purchase }: SimulationSetting, jobs: number, span: number): string {
  const { min, max, boot, bootDeviation, agentsPerInstance, disconnectAfterJob, seed } = scenario;
  const reuse = disconnectAfterJob ? 'one job per agent' : 'agents run job after job';
  const agents = agentsPerInstance === 1 ? 'an agent' : `${agentsPerInstance} agents`;
  const paid = purchase.onDemandShare === 1 ? 'On-Demand' : `${Math.round(purchase.onDemandShare * 100)} % On-Demand`;
  return (
    `${jobs} jobs in ${(span / 86_400).toFixed(1)} days; ${min} to ${max} instances with ${agents} each, ${reuse}; ` +
    `boot ${boot} s +- ${bootDeviation} s; ${purchase.instanceType}, ${paid}; seed ${seed}\n`
  );
}

function plots(policies: readonly ComparedPolicy[]): string {
  const drawn = policies.filter(({ name }) => name !== 'oracle' && name !== 'fixed').slice(0, 2);
  return drawn.map(({ name, timeline }) => `\n${simulationPlot(name, timeline)}`).join('\n');
}

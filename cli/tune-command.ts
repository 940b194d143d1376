import { Command, InvalidArgumentError } from 'commander';
import { InputError } from '../simulator/input-error';
import { lastArrival } from '../simulator/trace';
import { busyHours } from '../simulator/tune/busy-hours';
import { advice, type Goal } from '../simulator/tune/goal';
import { type SearchOutcome, search, searchEffort, type WaitFigure } from '../simulator/tune/search';
import type { SearchSpace } from '../simulator/tune/tuned-settings';
import { progress } from './progress';
import { readCount, readSeconds, type ScenarioFlags } from './simulation-flags';
import { scenarioOptions } from './simulation-options';
import { type SimulationInput, simulationInputs, someMonday } from './simulation-run';
import { processTerminal, type Terminal } from './terminal';
import { fleetFileLines } from './tuned-fleet-file';
import { tunedFigures, tuningTable } from './tuning-table';
import { UserError } from './user-error';

interface TuneFlags extends ScenarioFlags {
  readonly agentsPerInstance?: readonly number[];
  readonly targetP95?: number;
  readonly targetMean?: number;
  readonly budget?: Budget;
  readonly most?: number;
  readonly json?: boolean;
}

interface Budget {
  readonly unit: 'hours' | 'dollars';
  readonly amount: number;
}

const help = `
Tries settings of the deployed rules on the trace: size.min, size.readyFor, size.headroom, agent.idleTimeout, a higher minimum
in the busy hours of workdays (where the trace has some), and agent.perInstance where --agents-per-instance names numbers.
Prints those that no others beat on both wait and instance-hours, and the lines for fleet.yaml. Without a goal it looks for the
settings that wait least for no more than now.

Examples:
  $ fleet tune --trace jobs.csv --fleet fleet.yaml --agent-type s1-linux
  $ fleet tune --trace jobs.csv --agent-type s1-linux --target-p95 30s
  $ fleet tune --trace jobs.csv --agent-type s1-linux --budget '$500'
  $ fleet tune --generate office-hours --budget 600h --json`;

/** `fleet tune`: looks for the settings of the scaler that suit a trace of jobs. */
export function tuneCommand(terminal: Terminal = processTerminal): Command {
  const command = new Command('tune').description(
    'Find the settings that suit your jobs: the least wait for a budget, or the least cost for a wait',
  );
  return scenarioOptions(command)
    .option('--target-p95 <time>', 'find the cheapest settings with which 95 of 100 jobs wait no longer', readSeconds)
    .option('--target-mean <time>', 'find the cheapest settings with which jobs wait no longer on average', readSeconds)
    .option('--budget <amount>', 'find the least wait for so many instance-hours (600h) or dollars ($500)', readBudget)
    .option('--agents-per-instance <numbers>', 'try these, with commas: jobs then share an instance', readCounts)
    .option('--most <n>', 'settings to try (default: about 25 s worth)', readCount(1, 100_000))
    .option('--json', 'print the front and the advice as JSON')
    .addHelpText('after', help)
    .action((flags: TuneFlags) => {
      try {
        tune(flags, terminal);
      } catch (error) {
        throw error instanceof InputError ? new UserError(error.message, 1, { cause: error }) : error;
      }
    });
}

function tune(flags: TuneFlags, terminal: Terminal): void {
  const goals = [flags.targetP95, flags.targetMean, flags.budget].filter((each) => each !== undefined);
  if (goals.length > 1) throw new UserError('--target-p95, --target-mean and --budget exclude each other', 2);
  const [input, ...others] = simulationInputs(flags, terminal);
  if (input === undefined || others.length > 0) {
    const names = [input, ...others].flatMap((each) => each?.agentType ?? []);
    throw new UserError(`fleet tune takes one agent type; name it with --agent-type: ${names.join(', ')}`, 2);
  }
  const space = searchSpace(input, flags);
  const figure: WaitFigure = flags.targetMean === undefined ? 'p95' : 'mean';
  const most = flags.most ?? searchEffort(input.trace);
  const tell = progress(terminal);
  const onProgress = (tried: number) => tell(`tried ${tried} settings of at most ${most}`);
  const outcome = search({ trace: input.trace, space, figure, most, onProgress });
  const goal = goalOf(flags, input.hourlyPrice);
  const { choice, isReached } = advice(goal, outcome.front, outcome.current);
  const lines = fleetFileLines(choice.settings, space, input.agentType ?? flags.agentType);
  if (flags.json) {
    const figures = (result: SearchOutcome['current']) => tunedFigures(result, space, input.hourlyPrice);
    const { current, front, tried } = outcome;
    const answer = { tried, isReached, advice: { ...figures(choice), fleetFile: lines } };
    terminal.print(JSON.stringify({ ...answer, current: figures(current), front: front.map(figures) }, null, 2));
  } else {
    terminal.print(tuningTable(outcome, choice, space, input.hourlyPrice));
    terminal.print(`\n${lines}`);
  }
  if (!isReached) throw new UserError(missed(goal, choice.wait, choice.instanceHours, figure));
}

function searchSpace({ scenario, trace }: SimulationInput, flags: TuneFlags): SearchSpace {
  const start = flags.start ?? someMonday;
  const agents = new Set([scenario.agentsPerInstance, ...(flags.agentsPerInstance ?? [])]);
  return {
    scenario,
    busyHours: busyHours(trace, start),
    agentsPerInstance: [...agents].sort((left, right) => left - right),
    start,
    span: lastArrival(trace) + 2 * 86_400,
  };
}

function goalOf({ targetP95, targetMean, budget }: TuneFlags, hourlyPrice: number): Goal {
  const seconds = targetP95 ?? targetMean;
  if (seconds !== undefined) return { kind: 'wait', seconds };
  if (budget === undefined) return { kind: 'better' };
  if (budget.unit === 'hours') return { kind: 'hours', hours: budget.amount };
  if (hourlyPrice === 0) throw new UserError('a budget in dollars needs a price: name a table with --prices', 2);
  return { kind: 'hours', hours: budget.amount / hourlyPrice };
}

function missed(goal: Goal, wait: number, hours: number, figure: WaitFigure): string {
  const nearest = `the nearest is ${wait.toFixed(1)} s for ${hours.toFixed(1)} instance-hours, shown above`;
  if (goal.kind === 'wait')
    return `no settings that were tried reach a ${figure} wait of ${goal.seconds} s; ${nearest}`;
  const budget = goal.kind === 'hours' ? `${goal.hours.toFixed(1)} instance-hours` : 'what is paid now';
  return `no settings that were tried cost as little as ${budget}; ${nearest}`;
}

function readBudget(text: string): Budget {
  const [, dollars, hours] = /^(?:\$(\d{1,9}(?:\.\d+)?)|(\d{1,9}(?:\.\d+)?)h)$/.exec(text) ?? [];
  if (dollars !== undefined) return { unit: 'dollars', amount: Number(dollars) };
  if (hours !== undefined) return { unit: 'hours', amount: Number(hours) };
  throw new InvalidArgumentError("Must be instance-hours, such as 600h, or dollars, such as '$500'.");
}

function readCounts(text: string): number[] {
  return text.split(',').map((count) => readCount(1, 64)(count.trim()));
}

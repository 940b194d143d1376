import type { Command } from 'commander';
import { readCount, readDate, readHeadroom, readSeconds, readShare, readVolume } from './simulation-flags';

/** Adds the flags that say which jobs there are, and what the fleet is like. */
export function scenarioOptions(command: Command): Command {
  return command
    .option('--trace <file>', 'trace of jobs (CSV)')
    .option('--generate <kind>', 'make a trace up instead')
    .option('--days <n>', 'length of that trace (default: 7)', readCount(1, 366))
    .option('--volume <n>', 'multiplies its jobs (default: 1)', readVolume)
    .option('--start <date>', 'day on which the trace starts, in UTC (default: a Monday)', readDate)
    .option('--fleet <file>', 'take the settings of an agent type in this fleet file')
    .option('--agent-type <name>', 'that agent type, and its jobs of a trace with that column (default: all)')
    .option('--min <n>', 'fewest instances (default: 0)', readCount(0, 10_000))
    .option('--max <n>', 'most instances (default: 50)', readCount(1, 10_000))
    .option('--ready-for <share>', 'share of jobs that should find an idle agent (default: 50%)', readShare)
    .option('--headroom <n>', 'spare instances in place of that, as 2 or 10%', readHeadroom)
    .option('--idle-timeout <time>', 'idle time after which an agent leaves (default: 5m)', readSeconds)
    .option('--reuse', 'an agent runs job after job (disconnectAfterJob: false)')
    .option('--boot <time>', 'time from launch to registered agent (default: 75s; by system with --fleet)', readSeconds)
    .option('--boot-sd <time>', 'its standard deviation (default: 12s)', readSeconds)
    .option('--scenario <file>', 'faults, schedules and times (JSON): docs/simulator.md')
    .option('--seed <n>', 'seed of everything random', readCount(0, 999_999_999), 1)
    .option('--instance-type <type>', 'instance type to take the price of')
    .option('--spot', 'pay Spot prices')
    .option('--prices <file>', 'price table (JSON, as simulator/prices.json)');
}

import type { Trace } from '../simulator/trace';
import { parseTrace, parseTraceRows, type TraceRow, traceOfAgentType } from '../simulator/trace-csv';
import type { TraceGenerator } from '../simulator/traces/generator';
import { generateTrace, generatorList } from '../simulator/traces/generator-list';
import { readInputFile } from './input-file';
import type { ScenarioFlags } from './simulation-flags';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

/** The trace that the flags name: a file, or one that is made up. */
export function simulationTrace(flags: ScenarioFlags, { cwd }: Terminal): Trace {
  const { trace, generate, days, volume, seed } = flags;
  if (trace !== undefined && (days ?? volume) !== undefined)
    throw new UserError('--days and --volume are of --generate; a trace is as long as it is', 2);
  if (trace !== undefined && generate !== undefined)
    throw new UserError('--trace and --generate exclude each other', 2);
  if (generate !== undefined)
    return generateTrace(findGenerator(generate), { seed, days: days ?? 7, volume: volume ?? 1 });
  if (trace === undefined) {
    throw new UserError('name a trace: --trace FILE, or --generate KIND (fleet simulate --help lists the kinds)', 2);
  }
  return parseTrace(readInputFile(trace, cwd), { file: trace, agentType: flags.agentType });
}

/**
 * The jobs of each of several agent types, by its name; agent types without jobs are left out.
 * @throws UserError when the trace does not tell whose its jobs are
 */
export function simulationTraces(
  flags: ScenarioFlags,
  agentTypes: readonly string[],
  { cwd, report }: Terminal,
): Map<string, Trace> {
  const { trace: file } = flags;
  const choose = `name one of the fleet's agent types with --agent-type: ${agentTypes.join(', ')}`;
  if (file === undefined) throw new UserError(`the fleet has several agent types; ${choose}`);
  const rows = parseTraceRows(readInputFile(file, cwd), file);
  const named = new Set(rows.map(({ agentType }) => agentType));
  if (named.has(undefined)) throw new UserError(`${file} has jobs without an agent type; ${choose}`);
  const known = agentTypes.filter((name) => named.has(name));
  if (known.length === 0) {
    throw new UserError(`${file} has jobs of ${list(rows)} only; the fleet has ${agentTypes.join(', ')}`);
  }
  const others = rows.filter(({ agentType }) => agentType !== undefined && !agentTypes.includes(agentType));
  if (others.length > 0) report(`left out ${others.length} jobs of agent types that the fleet lacks: ${list(others)}`);
  return new Map(known.map((agentType) => [agentType, traceOfAgentType(rows, { file, agentType })]));
}

function list(rows: readonly TraceRow[]): string {
  return [...new Set(rows.map(({ agentType }) => agentType))].sort().join(', ');
}

/** @throws UserError */
export function findGenerator(name: string): TraceGenerator {
  const found = generatorList.find((generator) => generator.name === name);
  if (found) return found;
  const known = generatorList.map((generator) => generator.name).join(', ');
  throw new UserError(`there is no kind of trace ${JSON.stringify(name)}; there are ${known}`, 2);
}

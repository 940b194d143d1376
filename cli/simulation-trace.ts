import type { Trace } from '../simulator/trace';
import { parseTrace } from '../simulator/trace-csv';
import type { TraceGenerator } from '../simulator/traces/generator';
import { generateTrace, generatorList } from '../simulator/traces/generator-list';
import { readInputFile } from './input-file';
import type { SimulationFlags } from './simulation-flags';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

/** The trace that the flags name: a file, or one that is made up. */
export function simulationTrace(flags: SimulationFlags, { cwd }: Terminal): Trace {
  const { trace, generate, days, volume, seed } = flags;
  if (trace !== undefined && generate !== undefined)
    throw new UserError('--trace and --generate exclude each other', 2);
  if (generate !== undefined) return generateTrace(findGenerator(generate), { seed, days, volume });
  if (trace === undefined) {
    throw new UserError('name a trace: --trace FILE, or --generate KIND (fleet simulate --help lists the kinds)', 2);
  }
  return parseTrace(readInputFile(trace, cwd), { file: trace, agentType: flags.agentType });
}

/** @throws UserError */
export function findGenerator(name: string): TraceGenerator {
  const found = generatorList.find((generator) => generator.name === name);
  if (found) return found;
  const known = generatorList.map((generator) => generator.name).join(', ');
  throw new UserError(`there is no kind of trace ${JSON.stringify(name)}; there are ${known}`, 2);
}

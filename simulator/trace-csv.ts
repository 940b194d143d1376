import { InputError } from './input-error';
import { type Trace, type TraceJob, traceOf } from './trace';

/** Header of a trace file; the third column may be left out. */
export const traceColumns = ['arrival_seconds', 'duration_seconds', 'agent_type'] as const;

/**
 * Most seconds of a column: a trace of a year, and a job of a month. Times of day in seconds since 1970 are far more, and a
 * simulation of millennia has no end.
 */
const mostSeconds = { arrival: 366 * 86_400, duration: 30 * 86_400 } as const;

/** Lines shown of a file that is wrong in many. */
const shownProblems = 10;

/** A trace file that cannot be read: every problem on a line of its own. */
export class TraceError extends InputError {
  constructor(file: string, problems: readonly string[]) {
    const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more`] : [];
    super([...problems.slice(0, shownProblems), ...more].map((problem) => `${file}: ${problem}`).join('\n'));
  }
}

/** A job as a trace file has it. */
export interface TraceRow extends TraceJob {
  readonly agentType?: string | undefined;
}

export interface ReadTraceOptions {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Takes only the jobs of this agent type. @default - every job */
  readonly agentType?: string | undefined;
}

/** Reads the jobs of a trace file that are for one agent type, or all. @throws TraceError */
export function parseTrace(text: string, { file, agentType }: ReadTraceOptions): Trace {
  return traceOfAgentType(parseTraceRows(text, file), { file, agentType });
}

/** Jobs that name the agent type, or name none. @throws TraceError when there are none */
export function traceOfAgentType(rows: readonly TraceRow[], { file, agentType }: ReadTraceOptions): Trace {
  if (agentType === undefined) return traceOf(rows);
  const jobs = rows.filter((row) => row.agentType === undefined || row.agentType === agentType);
  if (jobs.length > 0) return traceOf(jobs);
  const named = [...new Set(rows.flatMap((row) => row.agentType ?? []))].sort().join(', ');
  throw new TraceError(file, [`has no jobs of agent type ${quote(agentType)}; it has jobs of ${named}`]);
}

/** Reads a trace file. Lines that are empty or start with # do not count. @throws TraceError */
export function parseTraceRows(text: string, file: string): TraceRow[] {
  const problems: string[] = [];
  const rows: TraceRow[] = [];
  let header: 'missing' | 'two' | 'three' = 'missing';
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line === '' || line.startsWith('#')) continue;
    if (header === 'missing') {
      header = line.split(',').length === 3 ? 'three' : 'two';
      const wanted = traceColumns.slice(0, header === 'three' ? 3 : 2).join(',');
      if (line.replaceAll(' ', '') === wanted) continue;
      throw new TraceError(file, [
        `line ${number}: the header is ${quote(line)}; must be ${traceColumns.slice(0, 2)} or ${traceColumns}`,
      ]);
    }
    const row = parseRow(line, header === 'three');
    if (typeof row === 'string') problems.push(`line ${number}: ${row}`);
    else rows.push(row);
  }
  if (header === 'missing') problems.push(`is empty; must start with the line ${traceColumns.slice(0, 2)}`);
  else if (rows.length === 0 && problems.length === 0) problems.push('has no jobs');
  if (problems.length > 0) throw new TraceError(file, problems);
  return rows;
}

/** Writes a trace file. */
export function formatTrace(rows: readonly TraceRow[]): string {
  const withType = rows.some((row) => row.agentType !== undefined);
  const header = traceColumns.slice(0, withType ? 3 : 2).join(',');
  const lines = rows.map(({ arrival, duration, agentType }) => {
    const times = `${roundToMilliseconds(arrival)},${roundToMilliseconds(duration)}`;
    return withType ? `${times},${agentType ?? ''}` : times;
  });
  return `${[header, ...lines].join('\n')}\n`;
}

/** The jobs of a trace as rows of a file. */
export function rowsOf({ arrivals, durations }: Trace): TraceRow[] {
  return Array.from(arrivals, (arrival, job) => ({ arrival, duration: durations[job] ?? 0 }));
}

function parseRow(line: string, withType: boolean): TraceRow | string {
  const fields = line.split(',');
  const wanted = withType ? 3 : 2;
  if (fields.length !== wanted) return `has ${fields.length} fields (${quote(line)}); must have ${wanted}`;
  const [arrival, duration] = [seconds(fields[0]), seconds(fields[1])];
  if (arrival === undefined || arrival > mostSeconds.arrival)
    return `arrival_seconds is ${quote(fields[0])}; must be seconds since the trace began, from 0 to ${mostSeconds.arrival}`;
  if (duration === undefined || duration > mostSeconds.duration)
    return `duration_seconds is ${quote(fields[1])}; must be a number of seconds from 0 to ${mostSeconds.duration}`;
  const agentType = fields[2]?.trim();
  return agentType === undefined || agentType === '' ? { arrival, duration } : { arrival, duration, agentType };
}

function seconds(field: string | undefined): number | undefined {
  const text = field?.trim() ?? '';
  return /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
}

function* linesOf(text: string): Generator<string> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    yield text.slice(start, stop).trim();
    start = stop + 1;
  }
}

function quote(text: string | undefined): string {
  const shown = text ?? '';
  return JSON.stringify(shown.length > 60 ? `${shown.slice(0, 60)}...` : shown);
}

function roundToMilliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}

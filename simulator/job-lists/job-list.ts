import { InputError } from '../input-error';
import type { TraceRow } from '../trace-csv';

/** A job as a CI system lists it; times in seconds since the epoch. */
export interface ListedJob {
  readonly queuedAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly agentType: string | undefined;
}

/** How a CI system's answers become jobs; undefined for what never ran on an agent. */
export interface JobListFormat {
  /** Jobs of one parsed answer. @throws InputError */
  jobs(answer: unknown, file: string): (ListedJob | undefined)[];
}

export interface ConvertedJobList {
  readonly rows: readonly TraceRow[];
  /** Entries that never ran on an agent, or still do. */
  readonly skipped: number;
  /** Midnight before the first job, in seconds since the epoch. */
  readonly start: number;
}

/** One trace of the jobs in several answers (pages of a list); it starts at midnight UTC before the first job. */
export function convertJobLists(
  format: JobListFormat,
  answers: readonly { text: string; file: string }[],
): ConvertedJobList {
  const listed = answers.flatMap(({ text, file }) =>
    parseAnswers(text, file).flatMap((answer) => format.jobs(answer, file)),
  );
  const jobs = listed.filter((job) => job !== undefined);
  if (jobs.length === 0) throw new InputError('there is no job that ran from start to end in these lists');
  const first = jobs.reduce((earliest, { queuedAt }) => Math.min(earliest, queuedAt), Number.POSITIVE_INFINITY);
  const midnight = Math.floor(first / 86_400) * 86_400;
  const rows = jobs
    .map(({ queuedAt, startedAt, finishedAt, agentType }) => ({
      arrival: queuedAt - midnight,
      duration: finishedAt - startedAt,
      agentType: agentType?.replaceAll(',', '+'),
    }))
    .sort((left, right) => left.arrival - right.arrival);
  return { rows, skipped: listed.length - jobs.length, start: midnight };
}

/** A job that ran; undefined when one of the times is missing or they do not follow one another. */
export function listedJob(
  queuedAt: number | undefined,
  startedAt: number | undefined,
  finishedAt: number | undefined,
  agentType: string | undefined,
): ListedJob | undefined {
  if (queuedAt === undefined || startedAt === undefined || finishedAt === undefined) return undefined;
  if (finishedAt < startedAt) return undefined;
  return { queuedAt: Math.min(queuedAt, startedAt), startedAt, finishedAt, agentType };
}

/** One JSON document, or one in each line. */
function parseAnswers(text: string, file: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch (cause) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) throw new InputError(`${file} is not JSON`, { cause });
    return lines.map((line, index) => parseLine(line, `${file}: line ${index + 1}`));
  }
}

function parseLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new InputError(`${place} is not JSON`, { cause });
  }
}

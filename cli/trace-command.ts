import { Command } from 'commander';
import { InputError } from '../simulator/input-error';
import { buildkiteJobs } from '../simulator/job-lists/buildkite-jobs';
import { githubJobs } from '../simulator/job-lists/github-jobs';
import { convertJobLists, type JobListFormat } from '../simulator/job-lists/job-list';
import { semaphoreJobs } from '../simulator/job-lists/semaphore-jobs';
import { formatTrace, rowsOf } from '../simulator/trace-csv';
import { generateTrace, generatorList } from '../simulator/traces/generator-list';
import { readInputFile } from './input-file';
import { readCount, readVolume } from './simulation-flags';
import { findGenerator } from './simulation-trace';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

interface GenerateFlags {
  readonly days: number;
  readonly volume: number;
  readonly seed: number;
}

const kinds = `\nKinds:\n${generatorList.map(({ name, description }) => `  ${name.padEnd(13)} ${description}`).join('\n')}`;

/** `fleet trace`: makes traces for `fleet simulate`. */
export function traceCommand(terminal: Terminal = processTerminal): Command {
  return new Command('trace')
    .description('Make traces of jobs for fleet simulate, from the job lists of your CI or made up')
    .addCommand(
      conversion('from-semaphore', "Convert Semaphore's job lists: GET /api/v1alpha/jobs", semaphoreJobs, terminal),
    )
    .addCommand(
      conversion('from-github', "Convert GitHub's job lists: GET .../actions/runs/ID/jobs", githubJobs, terminal),
    )
    .addCommand(
      conversion('from-buildkite', "Convert Buildkite's builds or job lists: GET .../builds", buildkiteJobs, terminal),
    )
    .addCommand(generation(terminal))
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet trace from-github jobs-*.json > jobs.csv\n  $ fleet trace generate bursts --days 14 > jobs.csv\n  $ fleet simulate --trace jobs.csv',
    );
}

function conversion(name: string, description: string, format: JobListFormat, terminal: Terminal): Command {
  return new Command(name)
    .description(description)
    .argument('<files...>', 'answers of the API (JSON, or one JSON document a line)')
    .addHelpText('after', `\nExample:\n  $ fleet trace ${name} page-1.json page-2.json > jobs.csv`)
    .action((files: string[]) => convert(files, format, terminal));
}

function convert(files: readonly string[], format: JobListFormat, terminal: Terminal): void {
  const answers = files.map((file) => ({ file, text: readInputFile(file, terminal.cwd) }));
  try {
    const { rows, skipped, start } = convertJobLists(format, answers);
    terminal.print(formatTrace(rows).trimEnd());
    terminal.report(
      `${rows.length} jobs from ${day(start)} on (--start ${day(start)})${skipped > 0 ? `; left out ${skipped} that did not run, or have not ended` : ''}`,
    );
  } catch (error) {
    throw error instanceof InputError ? new UserError(error.message, 1, { cause: error }) : error;
  }
}

/** `2026-11-21`, in UTC. */
function day(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function generation(terminal: Terminal): Command {
  return new Command('generate')
    .description('Make a trace up')
    .argument('<kind>', 'kind of trace')
    .option('--days <n>', 'length', readCount(1, 366), 7)
    .option('--volume <n>', 'multiplies the jobs', readVolume, 1)
    .option('--seed <n>', 'seed of everything random', readCount(0, 999_999_999), 1)
    .addHelpText('after', `${kinds}\n\nExample:\n  $ fleet trace generate office-hours > jobs.csv`)
    .action((kind: string, flags: GenerateFlags) => {
      terminal.print(formatTrace(rowsOf(generateTrace(findGenerator(kind), flags))).trimEnd());
    });
}

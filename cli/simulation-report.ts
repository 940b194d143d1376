import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileFailure } from '../config/source-text';
import { reportRun } from '../simulator/report/report';
import { reportPage } from '../simulator/report/report-page';
import type { SimulationFlags } from './simulation-flags';
import type { SimulationRun } from './simulation-run';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

/** Writes the page that shows the runs. @throws UserError when the file cannot be written */
export function writeReport(runs: readonly SimulationRun[], flags: SimulationFlags, terminal: Terminal): void {
  const { report: file, trace = flags.generate ?? '' } = flags;
  if (file === undefined) return;
  const page = reportPage({
    title: `Simulation of ${trace}`,
    runs: runs.map(({ agentType, description, compared }) =>
      reportRun({ heading: agentType ?? 'Policies', description, compared }),
    ),
  });
  try {
    writeFileSync(resolve(terminal.cwd, file), page);
  } catch (cause) {
    throw new UserError(`could not write ${file}: ${fileFailure(cause)}`, 1, { cause });
  }
  terminal.report(`wrote ${file} (${Math.ceil(page.length / 1024)} KB)`);
}

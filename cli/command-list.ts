import type { Command } from 'commander';

/** A command of `fleet`. `load` requires its file only when that command was called, so that every command starts quickly. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Command;
}

type Module<Name extends string> = { readonly [Key in Name]: () => Command };

export const commandList: readonly CommandEntry[] = [
  entry(
    'bootstrap',
    'Make the bucket and key for the state',
    'bootstrapCommand',
    (): typeof import('./bootstrap-command') => require('./bootstrap-command'),
  ),
  entry('demo', 'Run a whole fleet on this machine', 'demoCommand', (): typeof import('./demo-command') =>
    require('./demo-command'),
  ),
  entry('image', 'Name and build images', 'imageCommand', (): typeof import('./image-command') =>
    require('./image-command'),
  ),
  entry(
    'import',
    "Print the fleet file that agent-aws-stack's configuration amounts to",
    'importCommand',
    (): typeof import('./import-command') => require('./import-command'),
  ),
  entry('init', 'Write a fleet file to begin with', 'initCommand', (): typeof import('./init-command') =>
    require('./init-command'),
  ),
  entry('jobs', "Jobs of the demo's Semaphore", 'jobsCommand', (): typeof import('./jobs-command') =>
    require('./jobs-command'),
  ),
  entry(
    'permissions',
    'Print the IAM policy of whoever deploys',
    'permissionsCommand',
    (): typeof import('./permissions-command') => require('./permissions-command'),
  ),
  entry('repair', 'Finish deploys that were killed', 'repairCommand', (): typeof import('./repair-command') =>
    require('./repair-command'),
  ),
  entry('schema', 'Print the JSON Schema of the fleet file', 'schemaCommand', (): typeof import('./schema-command') =>
    require('./schema-command'),
  ),
  entry(
    'simulate',
    'Compare sizing rules on a trace of jobs',
    'simulateCommand',
    (): typeof import('./simulate-command') => require('./simulate-command'),
  ),
  entry('trace', 'Make traces of jobs for fleet simulate', 'traceCommand', (): typeof import('./trace-command') =>
    require('./trace-command'),
  ),
  entry('tune', 'Find the settings that suit your jobs', 'tuneCommand', (): typeof import('./tune-command') =>
    require('./tune-command'),
  ),
  entry('validate', 'Check a fleet file', 'validateCommand', (): typeof import('./validate-command') =>
    require('./validate-command'),
  ),
];

function entry<Name extends string>(
  name: string,
  summary: string,
  factory: Name,
  load: () => Module<Name>,
): CommandEntry {
  return { name, summary, load: () => load()[factory]() };
}

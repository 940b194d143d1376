import { Command } from 'commander';
import { FleetFileError } from '../config/fleet-file-error';
import { loadFleet } from '../config/load-fleet';
import { explainedAwsFailure } from './aws-failure';
import { interruptible } from './interruption';
import { type BootstrapResult, bootstrapState } from './state-bootstrap';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

interface BootstrapFlags {
  readonly fleet?: string;
  readonly dryRun?: boolean;
  readonly adopt?: boolean;
  readonly json?: boolean;
}

/** `fleet bootstrap`: makes the bucket that keeps Terraform's state, before the first deploy. */
export function bootstrapCommand(terminal: Terminal = processTerminal): Command {
  return new Command('bootstrap')
    .description('Make the bucket and key for the state, before the first deploy; safe to run again')
    .option('--fleet <file>', 'fleet file (default: FLEET_FILE, else fleet.yaml)')
    .option('--dry-run', 'show the plan, change nothing')
    .option('--adopt', 'manage a bucket of your account that already holds objects')
    .option('--json', 'print the result as one JSON object, an error too')
    .addHelpText('after', '\nExamples:\n  $ fleet bootstrap --dry-run\n  $ fleet bootstrap --fleet examples/linux.yaml')
    .action(async (flags: BootstrapFlags) => {
      try {
        await run(flags, terminal);
      } catch (error) {
        if (flags.json && error instanceof Error) terminal.print(JSON.stringify(failure(error), null, 2));
        throw error;
      }
    });
}

function failure(error: Error) {
  const problems = error instanceof FleetFileError ? error.problems : [];
  return { error: error.message, problems };
}

async function run(flags: BootstrapFlags, terminal: Terminal): Promise<void> {
  const { env, cwd } = terminal;
  const { fleet, source, warnings } = loadFleet({ path: flags.fleet, env, cwd });
  const { state, region } = fleet;
  if (state === undefined) {
    throw new UserError(
      `${source} has no state: setting, so that there is nothing to make; state: { bucket: NAME } keeps the state in S3`,
    );
  }
  for (const warning of warnings) terminal.report(`warning: ${warning}`);
  try {
    const result = await interruptible(terminal, (signal) =>
      bootstrapState({
        state,
        region: state.region ?? region,
        dryRun: flags.dryRun ?? false,
        adopt: flags.adopt ?? false,
        env,
        signal,
        report: (line) => terminal.report(line),
      }),
    );
    terminal.print(flags.json ? JSON.stringify(result, null, 2) : summary(result, flags.dryRun ?? false));
  } catch (error) {
    throw explainedAwsFailure(error);
  }
}

function summary({ bucket, region, encryptionKey, stateKey, changes, plan }: BootstrapResult, dryRun: boolean): string {
  const { create, update, import: imported } = changes;
  const counts = `${create.length} to create, ${update.length} to update, ${imported.length} to adopt`;
  if (dryRun) return `${plan}\n\nNothing was changed: ${counts}.`;
  const idle = create.length + update.length + imported.length === 0;
  const done = `created ${create.length}, updated ${update.length}, adopted ${imported.length}`;
  return `State bucket ${bucket} in ${region} is ready (${idle ? 'nothing to do' : done}); encrypted with ${encryptionKey}; its own state is ${stateKey}`;
}

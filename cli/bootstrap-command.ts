import { KMSServiceException } from '@aws-sdk/client-kms';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { Command } from 'commander';
import { FleetFileError } from '../config/fleet-file-error';
import { loadFleet } from '../config/load-fleet';
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
  if (fleet.state === undefined) {
    throw new UserError(
      `${source} has no state: setting, so that there is nothing to make; state: { bucket: NAME } keeps the state in S3`,
    );
  }
  for (const warning of warnings) terminal.report(`warning: ${warning}`);
  const interrupted = new AbortController();
  const interrupt = () => {
    terminal.report('Stopping; what is being made is finished first');
    interrupted.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const result = await bootstrapState({
      state: fleet.state,
      region: fleet.state.region ?? fleet.region,
      dryRun: flags.dryRun ?? false,
      adopt: flags.adopt ?? false,
      env,
      signal: interrupted.signal,
      report: (line) => terminal.report(line),
    });
    terminal.print(flags.json ? JSON.stringify(result, null, 2) : summary(result, flags.dryRun ?? false));
  } catch (error) {
    throw explained(error);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** What AWS refused is for the user to mend: credentials, permissions, quotas. */
function explained(error: unknown): unknown {
  const fromAws = error instanceof S3ServiceException || error instanceof KMSServiceException;
  if (fromAws) return new UserError(`AWS says ${error.name}: ${error.message}`, 1, { cause: error });
  if (!(error instanceof Error) || error.name !== 'CredentialsProviderError') return error;
  return new UserError(`finds no AWS credentials: ${error.message}`, 1, { cause: error });
}

function summary({ bucket, region, encryptionKey, stateKey, changes, plan }: BootstrapResult, dryRun: boolean): string {
  const { create, update, import: imported } = changes;
  const counts = `${create.length} to create, ${update.length} to update, ${imported.length} to adopt`;
  if (dryRun) return `${plan}\n\nNothing was changed: ${counts}.`;
  const idle = create.length + update.length + imported.length === 0;
  const done = `created ${create.length}, updated ${update.length}, adopted ${imported.length}`;
  return `State bucket ${bucket} in ${region} is ready (${idle ? 'nothing to do' : done}); encrypted with ${encryptionKey}; its own state is ${stateKey}`;
}

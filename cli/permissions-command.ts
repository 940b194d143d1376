import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Fleet } from '../config/fleet';
import { loadFleet } from '../config/load-fleet';
import { buildFunctionBundles } from '../modules/function-bundle';
import { synthesizeFleet } from '../stacks/fleet-app';
import { deployerPolicy, longestPolicy, typesOf } from './deployer/deployer-policy';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

interface PermissionsFlags {
  readonly fleet?: string;
  readonly account?: string;
}

/** `fleet permissions`: prints the IAM policy of whoever deploys a fleet. */
export function permissionsCommand(terminal: Terminal = processTerminal): Command {
  return new Command('permissions')
    .description('Print the IAM policy that whoever deploys, changes and destroys this fleet needs, and no more')
    .option('--fleet <file>', 'fleet file (default: FLEET_FILE, else fleet.yaml)')
    .option('--account <id>', 'account of the fleet (default: *, any that the policy is used in)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet permissions --account 123456789012 > policy.json\n' +
        '  $ aws iam create-policy --policy-name acme-fleet-deploy --policy-document file://policy.json',
    )
    .action(async ({ fleet: path, account }: PermissionsFlags) => {
      if (account !== undefined && !/^\d{12}$/.test(account))
        throw new UserError(`--account is ${account}; must be an account id of 12 digits`, 2);
      const { fleet, warnings } = loadFleet({ path, env: terminal.env, cwd: terminal.cwd });
      for (const warning of warnings) terminal.report(`warning: ${warning}`);
      const policy = deployerPolicy(fleet, await synthesizedTypes(fleet), account);
      const { length } = JSON.stringify(policy);
      if (length > longestPolicy)
        terminal.report(
          `warning: a managed policy has at most ${longestPolicy} characters, this has ${length}: split it`,
        );
      terminal.print(JSON.stringify(policy, null, 2));
    });
}

async function synthesizedTypes(fleet: Fleet): Promise<Set<string>> {
  const outdir = await mkdtemp(join(tmpdir(), 'fleet-permissions-'));
  try {
    await buildFunctionBundles();
    synthesizeFleet(fleet, outdir);
    return await typesOf(outdir);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

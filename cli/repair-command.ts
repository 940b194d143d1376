import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Command } from 'commander';
import type { AgentType, Fleet } from '../config/fleet';
import { loadFleet } from '../config/load-fleet';
import { buildFunctionBundles } from '../modules/function-bundle';
import { synthesizeFleet } from '../stacks/fleet-app';
import { AwsExistingIds } from './aws-existing-ids';
import { explainedAwsFailure } from './aws-failure';
import { interruptible } from './interruption';
import { repairStack, type StackRepairResult } from './stack-repair';
import { processTerminal, type Terminal } from './terminal';
import { progressLine, Terraform } from './terraform';
import { unknownAgentType } from './unknown-agent-type';

interface RepairFlags {
  readonly fleet?: string;
  readonly unlock?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `fleet repair`: finishes deploys that were killed. */
export function repairCommand(terminal: Terminal = processTerminal): Command {
  return new Command('repair')
    .description('Finish deploys that were killed: adopt what they made but could not note, make the rest')
    .argument('[agent-types...]', 'agent types (default: all)')
    .option('--fleet <file>', 'fleet file (default: FLEET_FILE, else fleet.yaml)')
    .option('--unlock', 'release the lock that a dead run left behind')
    .option('--dry-run', 'show what would be adopted and made, change nothing')
    .option('--json', 'print the result as JSON, an error too')
    .addHelpText('after', '\nExamples:\n  $ fleet repair --dry-run\n  $ fleet repair s1-linux --unlock')
    .action(async (agentTypes: readonly string[], flags: RepairFlags) => {
      try {
        await run(agentTypes, flags, terminal);
      } catch (error) {
        if (flags.json && error instanceof Error) terminal.print(JSON.stringify({ error: error.message }, null, 2));
        throw error;
      }
    });
}

async function run(names: readonly string[], flags: RepairFlags, terminal: Terminal): Promise<void> {
  const { env, cwd } = terminal;
  const { fleet, warnings } = loadFleet({ path: flags.fleet, env, cwd });
  for (const warning of warnings) terminal.report(`warning: ${warning}`);
  const agentTypes = chosen(fleet, names);
  // State in local files is found from where the stack lies: three levels below the working directory.
  const outdir = await mkdtemp(join(fleet.state ? tmpdir() : cwd, 'fleet-repair-'));
  try {
    await interruptible(terminal, async (signal) => {
      await synthesize(fleet, outdir);
      const results: StackRepairResult[] = [];
      for (const agentType of agentTypes) {
        const result = await repair({ fleet, agentType, flags, outdir, terminal, signal });
        results.push(result);
        if (!flags.json) terminal.print(summary(result, flags.dryRun ?? false));
      }
      if (flags.json) terminal.print(JSON.stringify(results, null, 2));
    });
  } catch (error) {
    throw explainedAwsFailure(error);
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

function chosen({ agentTypes }: Fleet, names: readonly string[]): readonly AgentType[] {
  const known = agentTypes.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownAgentType(unknown, known);
  return names.length === 0 ? agentTypes : agentTypes.filter(({ name }) => names.includes(name));
}

async function synthesize(fleet: Fleet, outdir: string): Promise<void> {
  await buildFunctionBundles();
  synthesizeFleet(fleet, outdir);
}

interface Repair {
  readonly fleet: Fleet;
  readonly agentType: AgentType;
  readonly flags: RepairFlags;
  readonly outdir: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

async function repair({ fleet, agentType, flags, outdir, terminal, signal }: Repair): Promise<StackRepairResult> {
  const directory = join(outdir, 'stacks', agentType.name);
  const { region } = fleet;
  const ec2 = new EC2Client({ region });
  const lambda = new LambdaClient({ region });
  const onLine = (line: string) => {
    if (progressLine.test(line)) terminal.report(line);
  };
  try {
    return await repairStack({
      agentType: agentType.name,
      tags: { 'agent-fleet:fleet': fleet.name, 'agent-fleet:agent-type': agentType.name },
      directory,
      terraform: new Terraform({ directory, env: terminal.env, signal, onLine }),
      existing: new AwsExistingIds(ec2, lambda, { abortSignal: signal }),
      unlock: flags.unlock ?? false,
      dryRun: flags.dryRun ?? false,
      report: (line) => terminal.report(line),
    });
  } finally {
    ec2.destroy();
    lambda.destroy();
  }
}

function summary({ agentType, adopted, created, updated }: StackRepairResult, dryRun: boolean): string {
  const lines = [
    ...adopted.map((address) => `  ${dryRun ? 'would adopt' : 'adopted'} ${address}`),
    ...created.map((address) => `  ${dryRun ? 'would create' : 'created'} ${address}`),
    ...updated.map((address) => `  ${dryRun ? 'would update' : 'updated'} ${address}`),
  ];
  if (lines.length === 0) return `${agentType}: nothing to repair`;
  const counts = `${adopted.length} adopted, ${created.length} created, ${updated.length} updated`;
  return [`${agentType}:`, ...lines, dryRun ? 'Nothing was changed.' : `${agentType} is complete: ${counts}`].join(
    '\n',
  );
}

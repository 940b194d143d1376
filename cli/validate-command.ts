import { Command } from 'commander';
import { FleetFileError } from '../config/fleet-file-error';
import { type LoadedFleet, loadFleet } from '../config/load-fleet';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

/** `fleet validate`: says everything that is wrong with the fleet file, or that nothing is. */
export function validateCommand(terminal: Terminal = processTerminal): Command {
  return new Command('validate')
    .description('Check the fleet file and show everything that is wrong with it')
    .argument('[file]', 'fleet file (default: FLEET_FILE, else fleet.yaml)')
    .option('--fleet <file>', 'fleet file, the same as the argument')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet validate\n  $ fleet validate examples/linux.yaml\n  $ fleet validate --json | jq .problems',
    )
    .action((file: string | undefined, { fleet, json }: { fleet?: string; json?: boolean }) => {
      if (file !== undefined && fleet !== undefined)
        throw new UserError('give the fleet file once: FILE or --fleet', 2);
      const path = file ?? fleet;
      if (json) reportJson(path, terminal);
      else reportText(loadFleet({ path, env: terminal.env, cwd: terminal.cwd }), terminal);
    });
}

function reportText({ fleet, source, warnings }: LoadedFleet, terminal: Terminal): void {
  for (const warning of warnings) terminal.report(`warning: ${warning}`);
  const types = fleet.agentTypes.map(({ name }) => name);
  terminal.print(
    `${source}: OK, fleet ${fleet.name} in ${fleet.region} with ${types.length === 1 ? 'agent type' : 'agent types'} ${types.join(', ')}`,
  );
}

function reportJson(path: string | undefined, terminal: Terminal): void {
  try {
    const { fleet, source, warnings } = loadFleet({ path, env: terminal.env, cwd: terminal.cwd });
    const { name, region } = fleet;
    const agentTypes = fleet.agentTypes.map((agentType) => agentType.name);
    terminal.print(JSON.stringify({ valid: true, source, name, region, agentTypes, problems: [], warnings }, null, 2));
  } catch (error) {
    if (!(error instanceof FleetFileError)) throw error;
    terminal.print(JSON.stringify({ valid: false, problems: error.problems, warnings: [] }, null, 2));
    throw new UserError('', 1);
  }
}

import { Command } from 'commander';
import { loadFleet } from '../config/load-fleet';
import { processTerminal, type Terminal } from './terminal';

/** `fleet validate`: loads the fleet file and says what is wrong with it. */
export function validateCommand(terminal: Terminal = processTerminal): Command {
  return new Command('validate')
    .description('Check a fleet file')
    .argument('[file]', 'fleet file')
    .option('--fleet <file>', 'fleet file')
    .action((file: string | undefined, options: { fleet?: string }) => {
      const { fleet, source } = loadFleet({ path: file ?? options.fleet, env: terminal.env, cwd: terminal.cwd });
      terminal.print(`${source}: OK, fleet ${fleet.name} with ${fleet.agentTypes.length} agent types`);
    });
}

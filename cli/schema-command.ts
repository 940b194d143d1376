import { Command } from 'commander';
import { fleetJsonSchema } from '../config/json-schema';
import { settingsTable } from '../config/settings-table';
import { processTerminal, type Terminal } from './terminal';

/** `fleet schema`: prints the JSON Schema of the fleet file. */
export function schemaCommand(terminal: Terminal = processTerminal): Command {
  return new Command('schema')
    .description('Print the JSON Schema of the fleet file, so that editors complete and check it')
    .option('--markdown', 'print the settings as a table instead')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet schema > fleet.schema.json\n\nand at the top of fleet.yaml:\n  # yaml-language-server: $schema=fleet.schema.json',
    )
    .action(({ markdown }: { markdown?: boolean }) => {
      terminal.print(markdown ? settingsTable().trimEnd() : JSON.stringify(fleetJsonSchema(), null, 2));
    });
}

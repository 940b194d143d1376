import { Command } from 'commander';
import { importFleet } from '../config/agent-aws-stack/stack-fleet';
import { regionOf, regionVariables } from '../config/agent-aws-stack/stack-region';
import { readStackSource } from '../config/agent-aws-stack/stack-source';
import { fleetYaml } from '../config/agent-aws-stack/stack-yaml';
import { FleetFileError } from '../config/fleet-file-error';
import { stackVariables } from '../config/fleet-source';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

/** Region of agent-aws-stack's documentation, for configurations that leave it to the environment. */
const usualRegion = 'us-east-1';

/** `fleet import`: prints the fleet file that an agent-aws-stack configuration amounts to. */
export function importCommand(terminal: Terminal = processTerminal): Command {
  return new Command('import')
    .description("Print the fleet file that agent-aws-stack's configuration amounts to")
    .argument(
      '[config.json]',
      'JSON configuration of agent-aws-stack (default: SEMAPHORE_AGENT_STACK_CONFIG, else the environment)',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet import config.json > fleet.yaml\n  $ SEMAPHORE_AGENT_STACK_CONFIG=config.json fleet import',
    )
    .action((file: string | undefined) => {
      const { env, cwd } = terminal;
      if (file === undefined && stackVariables(env).length === 0) {
        const ways =
          'name the JSON file of agent-aws-stack, or set SEMAPHORE_AGENT_STACK_CONFIG or its other variables';
        throw new UserError(`there is nothing to import; ${ways}`, 2);
      }
      const source = readStackSource(file ?? (env.SEMAPHORE_AGENT_STACK_CONFIG || undefined), env, cwd);
      const found = regionOf(env);
      const imported = importFleet(source, found ? env : { ...env, AWS_REGION: usualRegion });
      if (imported.checked.problems.length > 0) throw new FleetFileError(imported.checked.problems);
      const assumed = {
        key: 'AWS_REGION',
        text: `was not set, nor ${regionVariables.slice(0, 2).join(' or ')}; must be the region you deploy to`,
      };
      const remarks = found ? imported.remarks : [...imported.remarks, assumed];
      terminal.print(fleetYaml({ ...imported, remarks }, source.name).trimEnd());
    });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import { FleetFileError } from '../config/fleet-file-error';
import { VersionsError } from '../installation/versions-error';
import { type CommandEntry, commandList } from './command-list';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

/** Exit codes beside those of `UserError`: https://tldp.org/LDP/abs/html/exitcodes.html */
const exit = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs `fleet <args>` and returns its exit code. */
export async function main(
  args: readonly string[],
  terminal: Terminal = processTerminal,
  commands: readonly CommandEntry[] = commandList,
): Promise<number> {
  try {
    const program = fleetProgram(args, terminal, commands);
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exit.done);
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function fleetProgram(args: readonly string[], terminal: Terminal, commands: readonly CommandEntry[]) {
  const program = new Command('fleet')
    .description('Self-hosted CI agents on AWS that appear when jobs wait and go when they are idle')
    .version(packageVersion(), '-V, --version')
    .showHelpAfterError('(fleet --help lists the commands)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet validate\n  $ fleet validate examples/linux.yaml\n  $ fleet <command> --help' +
        '\n\nExit codes: 0 done, 1 something is wrong (standard error says what), 2 the call itself is wrong,' +
        '\n130 interrupted. FLEET_DEBUG=1 shows where an unexpected error comes from.',
    );
  stopInsteadOfExit(program, terminal);
  const [called, helpTopic] = args.filter((argument) => !argument.startsWith('-'));
  const wanted = called === 'help' ? helpTopic : called;
  for (const { name, summary, load } of commands) {
    const command = name === wanted ? load() : new Command(name);
    stopInsteadOfExit(command, terminal);
    program.addCommand(command.description(command.description() || summary));
  }
  return program;
}

function stopInsteadOfExit(command: Command, terminal: Terminal): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (text) => terminal.print(text.trimEnd()),
    writeErr: (text) => terminal.report(text.trimEnd()),
  });
  for (const child of command.commands) stopInsteadOfExit(child, terminal);
}

function exitCodeOf(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.done : exit.usage;
  if (error instanceof UserError || error instanceof FleetFileError) {
    if (error.message !== '') terminal.report(error instanceof UserError ? `fleet: ${error.message}` : error.message);
    return error instanceof UserError ? error.exitCode : exit.failed;
  }
  if (error instanceof VersionsError) {
    terminal.report(`fleet: ${error.message}`);
    return exit.failed;
  }
  if (error instanceof Error && error.name === 'AbortError') return exit.interrupted;
  const known = error instanceof Error ? error : new Error(String(error));
  const detail = terminal.env.FLEET_DEBUG === '1' ? known.stack : undefined;
  terminal.report(detail ?? `fleet: unexpected error: ${known.message} (FLEET_DEBUG=1 shows where)`);
  return exit.failed;
}

/** Version of this package. */
function packageVersion(): string {
  const text = readFileSync(join(__dirname, '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { errorCode } from '../config/error-code';
import { fileFailure } from '../config/source-text';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

interface InitFlags {
  readonly example: string;
  readonly fleet: string;
}

const repository = join(__dirname, '..');
const examples = join(repository, 'examples');
const suffix = '.yaml';

/** `fleet init`: writes a fleet file to begin with. */
export function initCommand(terminal: Terminal = processTerminal): Command {
  return new Command('init')
    .description('Write a fleet file to begin with, one of the examples; never over a file that is there')
    .option('--example <name>', `one of ${exampleNames().join(', ')}`, 'linux')
    .option('--fleet <file>', 'where to write it', 'fleet.yaml')
    .addHelpText('after', '\nExamples:\n  $ fleet init\n  $ fleet init --example spot --fleet ci/fleet.yaml')
    .action(({ example, fleet }: InitFlags) => {
      if (!exampleNames().includes(example)) {
        throw new UserError(`there is no example ${example}; there are ${exampleNames().join(', ')}`, 2);
      }
      write(resolve(terminal.cwd, fleet), fleet, readFileSync(join(examples, `${example}${suffix}`), 'utf8'));
      terminal.print(`wrote ${fleet}; make it yours, then: npx fleet validate`);
    });
}

function exampleNames(): string[] {
  return readdirSync(examples)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length));
}

function write(path: string, name: string, text: string): void {
  const schema = relative(resolve(path, '..'), join(repository, 'fleet.schema.json'));
  const placed = text.replace(
    '$schema=../fleet.schema.json',
    () => `$schema=${schema.startsWith('.') ? schema : `./${schema}`}`,
  );
  try {
    writeFileSync(path, placed, { flag: 'wx' });
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') throw new UserError(`${name} is there already; name another file with --fleet`);
    throw new UserError(`could not write ${name}: ${fileFailure(cause)}`, 1, { cause });
  }
}

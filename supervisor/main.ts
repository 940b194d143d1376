/** The supervisor, the program on every instance: boots agents, watches them, drains, ends the instance. */
import { version } from '../package.json';
import { readEnvironment } from './environment';
import { Instance } from './instance';
import { describeError, instanceLog } from './instance-log';
import { lineWriter } from './log-file';

let write = lineWriter(undefined);

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--version')) return write(version);
  const environment = readEnvironment(process.env, process.platform);
  write = lineWriter(environment.logFile);
  await new Instance(environment, process.platform, write).run();
}

main(process.argv.slice(2)).catch((error: unknown) => {
  instanceLog(write)('supervisor failed', { error: describeError(error) });
  // The service manager starts it again, and powers the machine off if that does not help.
  process.exit(1);
});

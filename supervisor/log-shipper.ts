import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type LogShippingOptions, logShipping } from '../installation/log-shipping';
import { runCommand } from './command';

/** Has the CloudWatch agent ship this instance's logs, if it is installed. @throws when it does not start */
export async function shipLogs(options: LogShippingOptions): Promise<void> {
  const { program, command, path, configuration } = logShipping(options);
  if (!existsSync(program)) return;
  await writeFile(path, configuration, { mode: 0o644 });
  const [first = program, ...args] = command;
  await runCommand(first, args);
}

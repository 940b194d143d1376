import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { type Download, downloadChecksum, pin, versionsText } from '../installation/pin';
import { items, readVersions, versionsPath } from '../installation/versions';
import { VersionsError } from '../installation/versions-error';
import { processTerminal, type Terminal } from './terminal';
import { UserError } from './user-error';

const itemName = z.enum(items, { error: `must be one of ${items.join(', ')}` }).optional();

/** `fleet image pin`: records the checksums of what instances run. */
export function imagePinCommand(terminal: Terminal = processTerminal, download: Download = downloadChecksum): Command {
  return new Command('pin')
    .description('Download what has no checksum yet, and record it: nothing else is installed from then on')
    .argument('[item]', `one of ${items.join(', ')}; without it all of them`)
    .argument('[version]', 'version to change to; its files are downloaded and recorded')
    .option('--versions <file>', 'versions file in place of installation/versions.json')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet image pin\n  $ fleet image pin agent v2.4.1\n  $ fleet image pin --versions my-versions.json',
    )
    .action(async (name: string | undefined, version: string | undefined, { versions }: { versions?: string }) => {
      const item = itemName.safeParse(name);
      if (!item.success) throw new UserError(`item ${name} ${item.error.issues[0]?.message}`);
      const path = versions ?? versionsPath;
      const result = await pin(read(path), { item: item.data, version }, download);
      writeFileSync(path, versionsText(result.versions));
      for (const { url, sha256 } of result.recorded) terminal.print(`${sha256}  ${url}`);
      if (result.failed.length > 0) {
        const each = result.failed.map(({ url, error }) => `${url}: ${error}`).join('\n');
        throw new UserError(`not recorded, because it could not be downloaded:\n${each}`);
      }
      if (result.recorded.length === 0) terminal.print('Everything has a checksum.');
    });
}

function read(path: string) {
  try {
    return readVersions(path);
  } catch (error) {
    throw error instanceof VersionsError ? new UserError(error.message) : error;
  }
}

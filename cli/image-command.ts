import { Command } from 'commander';
import { imageBuildCommand } from './image-build-command';
import { type ImageFlags, ownImages } from './image-choice';
import { imagePinCommand } from './image-pin-command';
import { processTerminal, type Terminal } from './terminal';

/** `fleet image`: AMIs that instances start from. */
export function imageCommand(terminal: Terminal = processTerminal): Command {
  return new Command('image')
    .description('Name and build images, choose the versions in them')
    .addHelpText('after', '\nExamples:\n  $ fleet image name\n  $ fleet image build --agent-type s1-linux')
    .addCommand(imageNameCommand(terminal))
    .addCommand(imageBuildCommand(terminal))
    .addCommand(imagePinCommand(terminal));
}

/** `fleet image name`: what a deploy of this checkout looks for. */
function imageNameCommand(terminal: Terminal): Command {
  return new Command('name')
    .description("Print the names of this checkout's images: a hash of all that goes into them is part of the name")
    .option('--fleet <file>', 'fleet file (default: FLEET_FILE, else fleet.yaml)')
    .option('--agent-type <name>', 'only the image of this agent type')
    .option('--os <os>', 'an image without a fleet file: ubuntu-focal, ubuntu-jammy, ubuntu-noble, windows or macos')
    .option('--arch <arch>', 'x86_64 or arm64')
    .option('--json', 'print one JSON array')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet image name\n  $ fleet image name --os ubuntu-noble --arch arm64\n  $ fleet image name --json | jq -r .[].name',
    )
    .action((flags: ImageFlags & { json?: boolean }) => {
      const images = ownImages(flags, terminal);
      if (flags.json) {
        const shown = images.map(({ name, choice: { os, arch }, agentTypes, region }) => ({
          name,
          os,
          arch,
          agentTypes,
          region: region ?? null,
        }));
        terminal.print(JSON.stringify(shown, null, 2));
      } else for (const { name } of images) terminal.print(name);
    });
}

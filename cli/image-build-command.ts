import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Command } from 'commander';
import { contentVariables, prepareBuild, templateFolder } from '../image/image-build';
import { repository } from '../image/image-name';
import { type ImageFlags, type OwnImage, ownImages } from './image-choice';
import { packer } from './packer';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

interface BuildFlags extends ImageFlags {
  readonly region?: string;
  readonly dryRun?: boolean;
  readonly ifMissing?: boolean;
}

/** `fleet image build`: a thin wrapper of packer that brings what goes into the image. */
export function imageBuildCommand(terminal: Terminal): Command {
  return new Command('build')
    .description("Build this checkout's image in your AWS account with Packer; arguments after -- go to packer build")
    .argument('[packer...]', 'arguments for packer build, such as -var volume_size=16')
    .option('--fleet <file>', 'fleet file (default: FLEET_FILE, else fleet.yaml)')
    .option('--agent-type <name>', 'the image of this agent type; needed where the fleet has several images')
    .option('--os <os>', 'an image without a fleet file: ubuntu-focal, ubuntu-jammy, ubuntu-noble, windows or macos')
    .option('--arch <arch>', 'x86_64 or arm64')
    .option('--region <region>', "AWS region (default: the fleet's, else AWS_REGION)")
    .option('--if-missing', 'build nothing where the account has this image already, as in CI')
    .option('--dry-run', 'show the commands, build nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  $ fleet image build --agent-type s1-linux\n  $ fleet image build --os ubuntu-noble --arch arm64 --region us-east-1\n' +
        '  $ fleet image build -- -var kms_key_id=alias/images -var \'ami_users=["123456789012"]\'',
    )
    .action((args: string[], flags: BuildFlags) => build(args, flags, terminal));
}

async function build(args: readonly string[], flags: BuildFlags, terminal: Terminal): Promise<void> {
  refuseContent(args);
  const image = onlyOne(ownImages(flags, terminal));
  const { choice, versions, tags } = image;
  const region = flags.region ?? image.region ?? terminal.env.AWS_REGION ?? terminal.env.AWS_DEFAULT_REGION;
  if (region === undefined) throw new UserError('in which region? Give --region, or set AWS_REGION', 2);
  const existing = flags.ifMissing ? await amiCalled(image.name, region) : undefined;
  if (existing !== undefined) {
    terminal.report(`${image.name} is there in ${region}: ${existing}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'agent-fleet-image-'));
  try {
    const variables = prepareBuild({ choice, region, versions, tags }, folder);
    const template = templateFolder(choice);
    const commands = [
      ['init', template],
      ['build', `-var-file=${variables}`, ...args, template],
    ];
    terminal.report(`${image.name} in ${region}`);
    for (const command of commands) {
      if (flags.dryRun) terminal.print(['packer', ...command].map(quoted).join(' '));
      else await packer(command, withAnsible(terminal.env));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function amiCalled(name: string, region: string): Promise<string | undefined> {
  // The AWS client takes most of the time that other commands need as a whole.
  const { existingImage }: typeof import('./existing-image') = require('./existing-image');
  return existingImage(name, region);
}

/** What is in an image decides its name: it is chosen where the deploy finds it too. */
function refuseContent(args: readonly string[]): void {
  const given = args.flatMap((arg, index) => {
    const setting = arg === '-var' || arg === '--var' ? args[index + 1] : /^--?var=(.*)$/.exec(arg)?.[1];
    return setting === undefined ? [] : [setting.split('=')[0]];
  });
  const [content] = contentVariables.filter((name) => given.includes(name));
  if (content !== undefined)
    throw new UserError(
      `-var ${content} would change what is in the image, not its name: use image.build in the fleet file`,
      2,
    );
}

function onlyOne(images: readonly OwnImage[]): OwnImage {
  const [image, ...others] = images;
  if (image !== undefined && others.length === 0) return image;
  const each = images.map(({ name, agentTypes }) => `  --agent-type ${agentTypes[0]}  ${name}`).join('\n');
  throw new UserError(`the fleet has several images; which one?\n${each}`, 2);
}

/** With the Ansible of `make install-image`, where it is installed. */
function withAnsible(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PATH: [join(repository, '.venv-image', 'bin'), env.PATH ?? ''].join(delimiter) };
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

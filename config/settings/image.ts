import { z } from 'zod';
import { amiParameterName } from '../parameter-name';
import { resourceId, text } from '../text-format';

const operatingSystems = ['ubuntu-focal', 'ubuntu-jammy', 'ubuntu-noble', 'windows', 'macos'] as const;
const architectures = ['x86_64', 'arm64'] as const;
/** Releases that images can be built of, the newest last. */
export const releases = { windows: [2019, 2022], macos: [14, 15] } as const;

export type OperatingSystem = (typeof operatingSystems)[number];
export type Architecture = (typeof architectures)[number];

const packageName = text(
  /^[A-Za-z0-9][A-Za-z0-9.+:=~_/@-]{0,127}$/,
  'a package of apt, Chocolatey or Homebrew, such as python3 or erlang-base=1:26.2.5',
);

/** What goes into an image of our own build beyond what every image has. All of it counts in the image's name. */
const build = z.strictObject({
  release: z
    .literal([...releases.windows, ...releases.macos])
    .optional()
    .describe("Release of Windows Server (2019, 2022) or macOS (14, 15). Default: the newest; Ubuntu's is in image.os"),
  packages: z.array(packageName).optional().describe('Packages to install beside our own: apt, Chocolatey or Homebrew'),
  roles: z
    .array(z.string().min(1))
    .optional()
    .describe('Folders with Ansible roles of your own, applied after ours; Linux only'),
  sourceAmi: resourceId('ami', 'an AMI id')
    .optional()
    .describe("AMI to build on. Default: the newest of the system's vendor"),
});

/** The AMI that instances start from: by id, by public or own SSM parameter, or the newest of a name pattern. */
export const image = z.strictObject({
  os: z.enum(operatingSystems).default('ubuntu-noble').describe('Operating system of the image'),
  arch: z
    .enum(architectures)
    .default('x86_64')
    .describe('Processor architecture of the image; every instance type has to have it'),
  ami: resourceId('ami', 'an AMI id').optional().describe('AMI id'),
  ssmParameter: amiParameterName
    .optional()
    .describe('SSM parameter that holds an AMI id, such as /aws/service/canonical/ubuntu/...'),
  name: text(
    /^[A-Za-z0-9 ()[\]./'@_*?-]{3,128}$/,
    "an AMI name or pattern of 3 to 128 characters: letters, digits and ()[] ./-'@_*?",
  )
    .optional()
    .describe(
      'AMI name pattern (* and ?); the newest match is taken. Default: the image of this checkout, see `fleet image name`',
    ),
  owner: text(/^(?:\d{12}|self|amazon|aws-marketplace)$/, 'an account id of 12 digits, self, amazon or aws-marketplace')
    .optional()
    .describe('Account id, or amazon, aws-marketplace or self, that owns the AMI found by name. Default: self'),
  stock: z
    .boolean()
    .default(false)
    .describe(
      "Start from Canonical's plain Ubuntu; each instance installs what it needs when it boots. No build needed",
    ),
  sudo: z
    .boolean()
    .default(false)
    .describe('Jobs may become root with sudo; of stock images and those built with `fleet image build`'),
  build: build.optional().describe('What goes into an image built with `fleet image build`'),
});

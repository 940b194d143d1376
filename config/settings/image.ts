import { z } from 'zod';
import { amiParameterName } from '../parameter-name';
import { resourceId, text } from '../text-format';

const operatingSystems = ['ubuntu-focal', 'ubuntu-jammy', 'ubuntu-noble', 'windows', 'macos'] as const;
const architectures = ['x86_64', 'arm64'] as const;

export type OperatingSystem = (typeof operatingSystems)[number];
export type Architecture = (typeof architectures)[number];

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
    .describe('AMI name pattern (* and ?); the newest match is taken. Default: agent-fleet-<os>-<arch>-*'),
  owner: text(/^(?:\d{12}|self|amazon|aws-marketplace)$/, 'an account id of 12 digits, self, amazon or aws-marketplace')
    .optional()
    .describe('Account id, or amazon, aws-marketplace or self, that owns the AMI found by name. Default: self'),
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's
import { DataAwsAmi } from '@cdktf/provider-aws/lib/data-aws-ami';
import { DataAwsAmiIds } from '@cdktf/provider-aws/lib/data-aws-ami-ids';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import type { Architecture, OperatingSystem } from '../config/settings/image';
import { imageName } from '../image/image-name';
import { templateText } from './template-text';

/** Properties of an `Image`. */
export interface ImageProps {
  readonly agentType: AgentType;
  /** Path of a versions file. @default - the repository's own */
  readonly versions?: string | undefined;
}

/** What EC2 calls the architectures of macOS images. */
const macArchitectures: Readonly<Record<Architecture, string>> = { x86_64: 'x86_64_mac', arm64: 'arm64_mac' };

/** The AMI that instances start from. Terraform looks it up at plan, so synth needs neither network nor account. */
export class Image extends Construct {
  /** AMI id. */
  readonly id: string;

  constructor(scope: Construct, id: string, props: ImageProps) {
    super(scope, id);
    const { image: settings } = props.agentType;
    const architecture = settings.os === 'macos' ? macArchitectures[settings.arch] : settings.arch;
    const given = this.given(settings);
    this.id = given === undefined ? this.newest(props, architecture) : this.checked(given, architecture);
  }

  private given({ ami, ssmParameter, stock, os, arch }: AgentType['image']): string | undefined {
    const name = stock ? stockParameter(os, arch) : ssmParameter;
    if (name === undefined) return ami;
    // Not secret: `value` would hide the image id in plans.
    return new DataAwsSsmParameter(this, 'parameter', { name }).insecureValue;
  }

  /** An AMI by its id, of whatever owner: the id says it all. */
  private checked(id: string, architecture: string): string {
    const postcondition = [
      {
        condition: `\${self.architecture == "${architecture}"}`,
        errorMessage: `This image is for another architecture than image.arch says (EC2 calls that ${architecture}).`,
      },
    ];
    const filter = [{ name: 'image-id', values: [id] }];
    return new DataAwsAmi(this, 'ami', { filter, includeDeprecated: true, lifecycle: { postcondition } }).id;
  }

  /** The newest image of a name. Not `aws_ami`, whose error for no match does not say what was looked for. */
  private newest({ agentType, versions }: ImageProps, architecture: string): string {
    const { name, owner = 'self' } = agentType.image;
    const pattern = name ?? imageName(agentType.image, versions);
    const remedy =
      name === undefined
        ? `Build this checkout's image with \`npx fleet image build --agent-type ${agentType.name}\``
        : 'Build one';
    const whose = owner === 'self' ? 'this account' : owner;
    const images = new DataAwsAmiIds(this, 'images', {
      owners: [owner],
      filter: [
        { name: 'name', values: [pattern] },
        { name: 'architecture', values: [architecture] },
        { name: 'state', values: ['available'] },
      ],
      lifecycle: {
        postcondition: [
          {
            condition: '${length(self.ids) > 0}',
            errorMessage:
              `No image in this region is called ${templateText(pattern)}, is for ${architecture} and belongs to ${whose}. ` +
              `${remedy}, or name another with image.ami, image.ssmParameter, or image.name and image.owner.`,
          },
        ],
      },
    });
    return Fn.element(images.ids, 0);
  }
}

/** Ubuntu's releases, and the volumes that Canonical offers their images on. */
const ubuntu = {
  'ubuntu-focal': { release: '20.04', volume: 'ebs-gp2' },
  'ubuntu-jammy': { release: '22.04', volume: 'ebs-gp2' },
  'ubuntu-noble': { release: '24.04', volume: 'ebs-gp3' },
} as const;

/**
 * Canonical's public parameter with the newest plain image of a release, which is there in every region and partition.
 * Source: https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
 */
function stockParameter(os: OperatingSystem, arch: Architecture): string | undefined {
  if (os === 'windows' || os === 'macos') return undefined;
  const { release, volume } = ubuntu[os];
  const machine = arch === 'x86_64' ? 'amd64' : 'arm64';
  return `/aws/service/canonical/ubuntu/server/${release}/stable/current/${machine}/hvm/${volume}/ami-id`;
}

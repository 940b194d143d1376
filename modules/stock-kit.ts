import { createHash } from 'node:crypto';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { AgentType } from '../config/fleet';
import { type Feature, kit } from '../installation/kit';
import { stockUserData } from '../installation/stock-user-data';
import { supervisorBundle } from '../installation/supervisor-bundle';
import { tarArchive } from '../installation/tar-archive';
import { readVersions } from '../installation/versions';
import { VersionsError } from '../installation/versions-error';
import { FileAsset } from './file-asset';
import { privateBucket } from './private-bucket';
import type { ServiceRole } from './service-role';

/** Properties of a `StockKit`. */
export interface StockKitProps {
  readonly agentType: AgentType;
  /** AWS region of the bucket. */
  readonly region: string;
  /** Path of a versions file. @default - the repository's own */
  readonly versions: string | undefined;
}

const key = 'kit.tar';

/** What stock instances install themselves from: a bucket of their own with the supervisor and the installer. */
export class StockKit extends Construct {
  private readonly sha256: string;
  private readonly object: S3Object;
  private readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StockKitProps,
  ) {
    super(scope, id);
    const archive = tarArchive(stockKit(props));
    this.sha256 = createHash('sha256').update(archive).digest('hex');
    const created = privateBucket(this, `${props.agentType.resourcePrefix}-kit`);
    // Instances of an older launch template go on fetching the kit that they were made for.
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: created.bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    this.object = new S3Object(this, 'kit', {
      bucket: created.bucket,
      key,
      source: new FileAsset(this, 'archive', { name: key, content: archive, hash: this.sha256 }).path,
      sourceHash: this.sha256,
      // S3 allows an object ten tags, which a fleet may have more of.
      overrideProvider: { defaultTags: { tags: {} } },
      dependsOn: [versioning],
    });
    this.arn = `${created.arn}/${key}`;
  }

  /** Lets `role` read the kit and nothing else. */
  grantRead(role: ServiceRole): void {
    role.allow({ actions: ['s3:GetObjectVersion'], resources: [this.arn] });
  }

  /** User data, in base64, of instances whose configuration is named by `configurationLines`. */
  userData(configurationLines: readonly string[]): string {
    const { sha256 } = this;
    const { region } = this.props;
    // Values that only Terraform knows cannot stand in a text that is to be taken literally.
    const known = new Map([
      [bucketMark, this.object.bucket],
      [versionMark, this.object.versionId],
    ]);
    const text = stockUserData(configurationLines, { bucket: bucketMark, key, version: versionMark, sha256, region });
    const parts = text.split(/(@BUCKET@|@VERSION@)/).map((part) => known.get(part) ?? Fn.rawString(part));
    return Fn.base64encode(Fn.join('', parts));
  }
}

const bucketMark = '@BUCKET@';
const versionMark = '@VERSION@';

function stockKit({ agentType: { name, image }, versions }: StockKitProps) {
  const features: Feature[] = ['docker', 'cloudwatch-agent', ...(image.sudo ? (['sudo'] as const) : [])];
  const options = { target: `linux-${image.arch}`, features, supervisor: supervisorBundle() } as const;
  try {
    return kit({ ...options, versions: readVersions(versions) });
  } catch (error) {
    if (!(error instanceof VersionsError)) throw error;
    throw new VersionsError(`agentTypes.${name}.image.stock: ${error.message}`, { cause: error });
  }
}

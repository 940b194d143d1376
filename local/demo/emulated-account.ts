import { randomBytes } from 'node:crypto';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import type { AgentType, Fleet } from '../../config/fleet';
import { stateEncryptionKey } from '../../config/state-location';
import type { Emulator } from '../emulator';

/** What is there before the first deploy, and stays after the last destroy: kinds and names. */
export type LeftOver = Readonly<Record<string, readonly string[]>>;

const leftOver = z.record(z.string(), z.array(z.string()));

/** The emulated AWS account with what a fleet needs before its first deploy. */
export class EmulatedAccount {
  private constructor(
    private readonly url: string,
    private readonly tokens: ReadonlyMap<string, string>,
    private readonly before: LeftOver,
  ) {}

  /** Makes state bucket, key and tokens, as people do once for their account. */
  static async prepare(emulator: Emulator, fleet: Fleet): Promise<EmulatedAccount> {
    const { AWS_ENDPOINT_URL: endpoint = emulator.url } = emulator.environment;
    const credentials = { accessKeyId: 'demo', secretAccessKey: 'demo' };
    const settings = { endpoint, region: fleet.region, credentials };
    const tokens = new Map(fleet.agentTypes.map(({ name }) => [name, randomBytes(24).toString('base64url')]));
    const ssm = new SSMClient(settings);
    const aliases = fleet.agentTypes.flatMap(({ token }) => token.kmsKey ?? []);
    await Promise.all([
      ...(fleet.state ? [makeBucket(settings, fleet.state)] : []),
      ...[...new Set([...aliases, ...(fleet.state ? [stateEncryptionKey(fleet.state)] : [])])].map((alias) =>
        makeKey(new KMSClient(settings), alias),
      ),
    ]);
    for (const { name, token } of fleet.agentTypes) {
      const KeyId = token.kmsKey;
      const Value = tokens.get(name);
      const parameter = { Name: token.parameter, Value, Type: 'SecureString' as const, Overwrite: true };
      await ssm.send(new PutParameterCommand(KeyId === undefined ? parameter : { ...parameter, KeyId }));
    }
    return new EmulatedAccount(emulator.url, tokens, await existing(emulator.url));
  }

  /** Registration token of an agent type. */
  token({ name }: Pick<AgentType, 'name'>): string {
    return this.tokens.get(name) ?? '';
  }

  /** What is there now that was not there before the deploy. */
  async leftOver(): Promise<LeftOver> {
    const now = Object.entries(await existing(this.url));
    const more = now.map(
      ([kind, names]) => [kind, names.filter((name) => !this.before[kind]?.includes(name))] as const,
    );
    return Object.fromEntries(more.filter(([, names]) => names.length > 0));
  }
}

interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

async function makeBucket(settings: ClientSettings, { bucket }: { readonly bucket: string }): Promise<void> {
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  // us-east-1 is none of them: it is where buckets are without a constraint.
  const LocationConstraint = Object.values(BucketLocationConstraint).find((each) => each === settings.region);
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      ...(LocationConstraint && { CreateBucketConfiguration: { LocationConstraint } }),
    }),
  );
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
}

/** Only aliases can be made under a name of one's choice. */
async function makeKey(kms: KMSClient, alias: string): Promise<void> {
  if (!alias.startsWith('alias/')) return;
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: alias }));
  await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata?.KeyId }));
}

async function existing(url: string): Promise<LeftOver> {
  const response = await fetch(new URL('/agent-fleet/left-over', url));
  return leftOver.parse(await response.json());
}

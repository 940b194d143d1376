import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { stringify } from 'yaml';
import { z } from 'zod';
import { loadFleet } from '../../config/load-fleet';
import { stateKeyAlias } from '../../config/state-location';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../local/emulator';
import { buildFunctionBundles } from '../../modules/function-bundle';
import { synthesizeFleet } from '../../stacks/fleet-app';
import { TerraformProject } from './terraform-project';

const bucket = 'acme-agent-fleet-state';
const region = 'us-east-1';

/** What stands in a fleet file below `agentTypes`. */
export type AgentTypes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An emulated AWS account as it is before a first deploy, and a folder for what is synthesized and applied to it. */
export class FleetSite {
  readonly s3: S3Client;
  private fleets = 0;
  private readonly projects: TerraformProject[] = [];

  private constructor(
    readonly emulator: Emulator,
    readonly folder: string,
  ) {
    this.s3 = new S3Client({ ...this.client, forcePathStyle: true });
  }

  static async open(options?: EmulatorOptions): Promise<FleetSite> {
    const [emulator, folder] = await Promise.all([startEmulator(options), mkdtemp(join(tmpdir(), 'fleet-e2e-'))]);
    const site = new FleetSite(emulator, folder);
    const kms = new KMSClient(site.client);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const TargetKeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new CreateAliasCommand({ AliasName: stateKeyAlias(bucket), TargetKeyId }));
    kms.destroy();
    await site.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await buildFunctionBundles();
    return site;
  }

  async close(): Promise<void> {
    this.s3.destroy();
    await Promise.all(this.projects.map((project) => project.close()));
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Puts a registration token where a fleet file will say it is. */
  async putToken(Name: string, Value: string): Promise<void> {
    const ssm = new SSMClient(this.client);
    await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
    ssm.destroy();
  }

  /** Synthesizes a fleet of these agent types, over what was synthesized before. */
  async synthesize(agentTypes: AgentTypes, fleet: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const path = join(this.folder, `fleet-${this.fleets++}.yaml`);
    const file = { name: 'acme', region, semaphore: { organization: 'acme' }, state: { bucket }, ...fleet, agentTypes };
    await writeFile(path, stringify(file));
    synthesizeFleet(loadFleet({ path, env: {}, cwd: this.folder }).fleet, this.outdir);
  }

  /** The stack of an agent type, initialized. */
  async project(agentType: string, accessKey?: string): Promise<TerraformProject> {
    const folder = join(this.outdir, 'stacks', agentType);
    await mkdir(folder, { recursive: true });
    const project = await TerraformProject.open(folder, this.emulator, accessKey);
    this.projects.push(project);
    return project;
  }

  get outdir(): string {
    return join(this.folder, 'cdktf.out');
  }

  /** The state of an agent type; empty while there is none. */
  state(agentType: string): Promise<string> {
    return this.read(`acme/${agentType}.tfstate`);
  }

  /** Who holds the lock of an agent type's state; empty while nobody does. */
  lock(agentType: string): Promise<string> {
    return this.read(`acme/${agentType}.tfstate.tflock`);
  }

  private async read(Key: string): Promise<string> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    } catch (error) {
      if (error instanceof NoSuchKey) return '';
      throw error;
    }
  }

  /** Has the emulator treat calls in some other way than answering them. */
  async fault(fault: Readonly<Record<string, unknown>>): Promise<void> {
    await fetch(`${this.emulator.url}/agent-fleet/faults`, { method: 'POST', body: JSON.stringify(fault) });
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.emulator.url}/agent-fleet/faults`, { method: 'DELETE' });
  }

  /** Names of everything in the account, by kind. */
  async leftOver(): Promise<Record<string, string[]>> {
    const response = await fetch(`${this.emulator.url}/agent-fleet/left-over`);
    return z.record(z.string(), z.array(z.string())).parse(await response.json());
  }

  private get client() {
    return { region, endpoint: this.emulator.url, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  }
}

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { App } from 'cdktf';
import { z } from 'zod';
import type { State } from '../config/fleet';
import { stateBucketStateKey, stateEncryptionKey } from '../config/state-location';
import { type ExistingState, localStateFile, StateStack } from '../stacks/state-stack';
import { findExistingBucket } from './existing-bucket';
import { findExistingKey } from './existing-key';
import { progressLine, Terraform } from './terraform';
import { UserError } from './user-error';

export interface BootstrapOptions {
  readonly state: State;
  /** Region of the bucket. */
  readonly region: string;
  readonly dryRun: boolean;
  /** Take over a bucket of this account that holds somebody's objects. */
  readonly adopt: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Tells people how far it is. */
  readonly report: (line: string) => void;
}

export interface BootstrapResult {
  readonly bucket: string;
  readonly region: string;
  /** What the S3 backend is given as KMS key. */
  readonly encryptionKey: string;
  /** Where the state of bucket and key is kept, in the bucket. */
  readonly stateKey: string;
  /** Addresses of the resources by what happened (or would happen) to them. */
  readonly changes: PlannedChanges;
  /** Terraform's plan, as people read it. */
  readonly plan: string;
}

export interface PlannedChanges {
  readonly create: readonly string[];
  readonly update: readonly string[];
  readonly import: readonly string[];
}

const stackId = 'state-bucket';
const planFile = 'plan';

/** Makes the state bucket and its key, or finishes or updates what is there already. */
export async function bootstrapState(options: BootstrapOptions): Promise<BootstrapResult> {
  const { state, region, report } = options;
  report(`Looking for bucket ${state.bucket} in ${region}`);
  const s3 = new S3Client({ region });
  const directory = await mkdtemp(join(tmpdir(), 'fleet-bootstrap-'));
  try {
    const existing = await findExisting(options, s3);
    const terraform = await prepare(options, existing, directory);
    report('Planning');
    // Reading needs no lock: applying a plan that was overtaken fails. So a plan that is killed leaves no lock behind.
    const output = await terraform.run('plan', '-no-color', '-lock=false', `-out=${planFile}`);
    const changes = plannedChanges(await terraform.run('show', '-json', planFile));
    if (!options.dryRun) await carryOut(options, s3, existing, terraform, directory, changes);
    const encryptionKey = stateEncryptionKey(state);
    return {
      bucket: state.bucket,
      region,
      encryptionKey,
      stateKey: stateBucketStateKey,
      changes,
      plan: planText(output),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
    s3.destroy();
  }
}

async function findExisting(options: BootstrapOptions, s3: S3Client): Promise<ExistingState> {
  const { state, region, adopt, signal } = options;
  const bucket = await findExistingBucket({ s3, bucket: state.bucket, region, adopt, signal });
  if (bucket.stateObject || state.kmsKey !== undefined) return { ...bucket, keyId: undefined, alias: false };
  const kms = new KMSClient({ region });
  try {
    return { ...bucket, ...(await findExistingKey({ kms, bucket: state.bucket, signal })) };
  } finally {
    kms.destroy();
  }
}

async function prepare(options: BootstrapOptions, existing: ExistingState, outdir: string): Promise<Terraform> {
  const { state, region, env, signal, report } = options;
  const app = new App({ outdir });
  new StateStack(app, stackId, { state, region, existing });
  app.synth();
  const directory = stackDirectory(outdir);
  const onLine = (line: string) => {
    if (progressLine.test(line)) report(line);
  };
  const terraform = new Terraform({ directory, env, signal, onLine });
  report('Starting Terraform');
  await terraform.run('init', '-no-color');
  return terraform;
}

function stackDirectory(outdir: string): string {
  return join(outdir, 'stacks', stackId);
}

async function carryOut(
  options: BootstrapOptions,
  s3: S3Client,
  existing: ExistingState,
  terraform: Terraform,
  directory: string,
  changes: PlannedChanges,
): Promise<void> {
  const { report } = options;
  if (Object.values(changes).some((addresses) => addresses.length > 0)) {
    const slow = changes.create.some((address) => address.startsWith('aws_s3_bucket_lifecycle_configuration.'));
    report(slow ? 'Applying; the lifecycle rules of a new bucket take a minute' : 'Applying');
    await terraform.run('apply', '-no-color', planFile);
  }
  if (existing.stateObject) return;
  report(`Moving the state to s3://${options.state.bucket}/${stateBucketStateKey}`);
  await storeState(options, s3, await readFile(join(stackDirectory(directory), localStateFile)));
}

/**
 * Puts the state where the S3 backend looks for it. One conditional request instead of `terraform init -migrate-state`:
 * it is done or not done, leaves no lock when killed, and never overwrites the state of a bootstrap that was quicker.
 */
async function storeState({ state, signal }: BootstrapOptions, s3: S3Client, body: Uint8Array): Promise<void> {
  const put = new PutObjectCommand({
    Bucket: state.bucket,
    Key: stateBucketStateKey,
    Body: body,
    ContentType: 'application/json',
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: stateEncryptionKey(state),
    IfNoneMatch: '*',
  });
  try {
    await s3.send(put, { abortSignal: signal });
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 412) throw error;
    throw new UserError(
      `another bootstrap of ${state.bucket} finished first; run this one again to see that nothing is left to do`,
    );
  }
}

/** The plan without the progress lines before it and the hint at the saved file after it. */
function planText(output: string): string {
  const [start, end] = [
    output.search(/^(No changes\.|Terraform used|Terraform will|OpenTofu)/m),
    output.search(/^─+$/m),
  ];
  return output.slice(Math.max(start, 0), end === -1 ? undefined : end).trim();
}

const resourceChange = z.object({
  address: z.string(),
  mode: z.string(),
  change: z.object({ actions: z.array(z.string()), importing: z.unknown().optional() }),
});
const planned = z.object({ resource_changes: z.array(resourceChange).default([]) });

/** @throws UserError when the plan would delete something: states, or the key that they are encrypted with */
function plannedChanges(planJson: string): PlannedChanges {
  const all = planned.parse(JSON.parse(planJson)).resource_changes.filter(({ mode }) => mode === 'managed');
  const deleted = all.filter(({ change }) => change.actions.includes('delete'));
  if (deleted.length > 0) {
    const addresses = deleted.map(({ address }) => address).join(', ');
    throw new UserError(
      `would delete ${addresses}, and with it the way to read states; if state.kmsKey or state.bucket changed, change it back, or use a new bucket name`,
    );
  }
  const withAction = (action: string) =>
    all.filter(({ change }) => change.actions.includes(action)).map(({ address }) => address);
  const imported = all.filter(({ change }) => change.importing !== undefined).map(({ address }) => address);
  return { create: withAction('create'), update: withAction('update'), import: imported };
}

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { type Emulator, startEmulator } from '../../local/emulator';
import { terraformEnvironment } from '../../local/terraform-cli-config';
import { AttachedProvider } from '../e2e/attached-provider';

/** What a fleet file says under `state:`. */
export interface StateSetting {
  readonly bucket: string;
  readonly kmsKey?: string;
}

/** One run of `fleet bootstrap` in a process of its own. */
export class BootstrapRun {
  stdout = '';
  stderr = '';
  readonly exitCode: Promise<number | null>;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly process: ChildProcess) {
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      for (const listener of this.listeners) listener();
    });
    this.exitCode = new Promise((resolve) => process.once('close', resolve));
  }

  /** Settles once standard error has a match; rejects when the run ends without. */
  async reports(pattern: RegExp): Promise<void> {
    const matched = new Promise<void>((resolve) => {
      const check = () => {
        if (pattern.test(this.stderr)) resolve();
      };
      this.listeners.add(check);
      check();
    });
    const ended = this.exitCode.then((code) => {
      throw new Error(`ended with ${code} before it reported ${pattern}:\n${this.stderr}`);
    });
    await Promise.race([matched, ended]);
  }

  interrupt(): void {
    this.process.kill('SIGINT');
  }

  /** What a power cut does: the command and the Terraform below it are gone at once. */
  async cutPower(): Promise<void> {
    const pid = this.process.pid;
    if (pid === undefined) throw new Error('not started');
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    this.process.kill('SIGKILL');
    for (const child of children.split(' ').filter(Boolean)) process.kill(-Number(child), 'SIGKILL');
    await this.exitCode;
  }
}

/** An AWS emulator, a folder for fleet files, and a temporary folder that the runs have to themselves. */
export class BootstrapSite {
  readonly s3: S3Client;
  readonly kms: KMSClient;
  private readonly providers: AttachedProvider[] = [];

  private constructor(
    private readonly folder: string,
    private readonly emulator: Emulator,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    const client = {
      region: 'us-east-1',
      endpoint: emulator.url,
      forcePathStyle: true,
      credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' },
    };
    this.s3 = new S3Client(client);
    this.kms = new KMSClient(client);
  }

  static async open(): Promise<BootstrapSite> {
    const folder = await mkdtemp(join(tmpdir(), 'bootstrap-test-'));
    const emulator = await startEmulator();
    const { AWS_CA_BUNDLE: _bundle, ...inherited } = process.env;
    const env = { ...inherited, ...emulator.environment, ...(await terraformEnvironment(join(folder, 'terraform'))) };
    return new BootstrapSite(folder, emulator, env);
  }

  async close(): Promise<void> {
    this.s3.destroy();
    this.kms.destroy();
    await Promise.all(this.providers.map((provider) => provider.stop()));
    await this.emulator.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Variables that have runs attach to a provider of their own; no two of them may run at once. */
  async attachment(): Promise<NodeJS.ProcessEnv> {
    const folder = await mkdtemp(join(this.folder, 'provider-'));
    const required = { required_providers: { aws: { source: 'hashicorp/aws' } } };
    await writeFile(join(folder, 'main.tf.json'), JSON.stringify({ terraform: required }));
    const { TERRAFORM_BINARY_NAME: terraform = 'terraform' } = this.env;
    await promisify(execFile)(terraform, ['init'], { cwd: folder, env: this.env });
    const provider = await AttachedProvider.start(folder, this.env);
    this.providers.push(provider);
    return provider.environment;
  }

  /** Starts `fleet bootstrap ...flags` for a fleet with this state setting. */
  start(state: StateSetting, ...flags: string[]): Promise<BootstrapRun> {
    return this.startWith({}, state, flags);
  }

  /** Runs it to its end. */
  run(state: StateSetting | undefined, ...flags: string[]) {
    return this.runWith({}, state, ...flags);
  }

  /** Runs it to its end with variables of its own. */
  async runWith(env: NodeJS.ProcessEnv, state: StateSetting | undefined, ...flags: string[]) {
    const run = await this.startWith(env, state, flags);
    const exitCode = await run.exitCode;
    return { exitCode, stdout: run.stdout, stderr: run.stderr };
  }

  private async startWith(env: NodeJS.ProcessEnv, state: StateSetting | undefined, flags: readonly string[]) {
    const name = state?.bucket ?? 'stateless';
    const file = join(this.folder, `${name}.yaml`);
    await writeFile(file, fleetFile(state));
    const temporary = await mkdtemp(join(this.folder, `${name}-tmp-`));
    const program = join(__dirname, '..', '..', 'bin', 'fleet.cjs');
    const args = [program, 'bootstrap', '--fleet', file, ...flags];
    return new BootstrapRun(spawn(process.execPath, args, { env: { ...this.env, TMPDIR: temporary, ...env } }));
  }

  /** Working directories that the runs for `bucket` left behind. */
  async leftovers(bucket: string): Promise<string[]> {
    const folders = (await readdir(this.folder)).filter((name) => name.startsWith(`${bucket}-tmp-`));
    const entries = await Promise.all(folders.map((name) => readdir(join(this.folder, name))));
    return entries.flat().filter((name) => name.startsWith('fleet-bootstrap-'));
  }

  /** S3 as another AWS account sees it. */
  async s3OfAnotherAccount(): Promise<S3Client> {
    const role = 'arn:aws:iam::111122223333:role/other';
    const response = await fetch(this.emulator.url, {
      method: 'POST',
      headers: { Authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sts/aws4_request' },
      body: new URLSearchParams({
        Action: 'AssumeRole',
        Version: '2011-06-15',
        RoleArn: role,
        RoleSessionName: 'other',
      }),
    });
    const text = await response.text();
    const field = (name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1] ?? '';
    const credentials = {
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      sessionToken: field('SessionToken'),
    };
    return new S3Client({ region: 'us-east-1', endpoint: this.emulator.url, forcePathStyle: true, credentials });
  }
}

function fleetFile(state: StateSetting | undefined): string {
  return `name: acme
region: us-east-1
${state ? `state: ${JSON.stringify(state)}` : ''}
semaphore: { organization: acme }
agentTypes:
  s1-linux:
    token: { parameter: /agents/token }
`;
}

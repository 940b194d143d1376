import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { killTree } from '../../supervisor/process-tree';
import type { DeployedFunction } from './deployed-function';
import { type FunctionReport, type FunctionRequest, functionReport } from './function-message';
import { FunctionOutput } from './function-output';

/** Time a function gets to load its code: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const loadLimitMs = 10_000;
/** Real time beyond the compressed time limit: the processor does not run faster. */
const graceMs = 2_000;

/** How an invocation went. */
export type Outcome =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: string }
  | { readonly type: 'timed-out' }
  | { readonly type: 'throttled' };

export interface FunctionProcessOptions {
  /** Bundled runtime. */
  readonly runtime: string;
  readonly speed: number;
  /** Environment that AWS adds to every function: region, credentials, endpoint. */
  readonly environment: NodeJS.ProcessEnv;
  /** Receives each line that the function writes. */
  readonly onLine: (line: string) => void;
}

/** One execution environment of a function: a process that stays from one invocation to the next. */
export class FunctionProcess {
  private readonly child: ChildProcess;
  private readonly output: FunctionOutput;
  private readonly loaded: Promise<FunctionReport>;
  private readonly ended: Promise<void>;
  private reports = 0;

  constructor(
    private readonly deployed: DeployedFunction,
    private readonly options: FunctionProcessOptions,
  ) {
    const { folder, handler } = deployed;
    this.child = spawn(process.execPath, [options.runtime, String(options.speed), folder, handler], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment(deployed, options.environment),
    });
    this.output = new FunctionOutput([this.child.stdout, this.child.stderr], options.onLine);
    this.loaded = this.next();
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => resolve()).once('error', () => resolve());
    });
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.connected;
  }

  async invoke(event: unknown): Promise<Outcome> {
    const loaded = await Promise.race([this.loaded, delay(loadLimitMs, undefined, { ref: false })]);
    if (loaded?.type !== 'loaded') return loaded?.type === 'failed' ? loaded : this.timedOut();
    const report = this.next();
    const { timeoutSeconds, arn: functionArn } = this.deployed;
    const timeoutMs = timeoutSeconds * 1000;
    const request: FunctionRequest = { requestId: randomUUID(), event, timeoutMs, functionArn };
    this.child.send(request);
    const limit = (timeoutSeconds * 1000) / this.options.speed + graceMs;
    const outcome = await Promise.race([report, delay(limit, undefined, { ref: false })]);
    if (outcome === undefined) return this.timedOut();
    return outcome.type === 'failed' ? outcome : { type: 'done' };
  }

  async kill(): Promise<void> {
    if (this.child.pid !== undefined && this.isAlive) killTree(this.child.pid);
    await this.ended;
    // Something that the function left behind may hold its output open.
    await Promise.race([this.output.ended(), delay(graceMs, undefined, { ref: false })]);
  }

  private async timedOut(): Promise<Outcome> {
    await this.kill();
    return { type: 'timed-out' };
  }

  /** The next report; a process that ends without one has failed. */
  private next(): Promise<FunctionReport> {
    return new Promise((resolve) => {
      const ended = () => resolve({ type: 'failed', error: 'the process of the function ended' });
      this.child.once('exit', ended).once('error', ended);
      this.child.once('message', async (message) => {
        this.child.off('exit', ended).off('error', ended);
        this.reports += 1;
        await this.output.upTo(this.reports);
        resolve(functionReport.parse(message));
      });
    });
  }
}

/** What a function sees in Lambda: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environment({ name, memoryMb, handler, folder, variables }: DeployedFunction, aws: NodeJS.ProcessEnv) {
  return {
    PATH: process.env.PATH,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    TMPDIR: folder,
    ...aws,
    _HANDLER: handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    ...variables,
  };
}

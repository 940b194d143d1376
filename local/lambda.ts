import { setTimeout as delay } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type DeployedFunction, fetchFunction } from './function/deployed-function';
import { FunctionProcess, type Outcome } from './function/function-process';

/** Real milliseconds between two looks for a free environment. */
const lookMs = 20;

export interface LambdaOptions {
  /** Bundled function/function-runtime.ts. */
  readonly runtime: string;
  /** Folder for the functions' code. */
  readonly folder: string;
  /** Environment that leads to AWS; functions get it as well. */
  readonly environment: NodeJS.ProcessEnv;
  /** Time compression. */
  readonly speed: number;
  /** Receives each line that a function writes. @default - lines are dropped */
  readonly onLine?: ((functionName: string, line: string) => void) | undefined;
}

interface Environment {
  readonly process: FunctionProcess;
  readonly revision: string;
  busy: boolean;
}

/** Runs the functions that are deployed: their code, with their settings, in processes of their own. */
export class Lambda {
  private readonly client: LambdaClient;
  private readonly functions = new Map<string, DeployedFunction>();
  private readonly environments = new Map<string, Environment[]>();

  constructor(private readonly options: LambdaOptions) {
    this.client = lambdaClient(options.environment);
  }

  /**
   * Invokes as EventBridge does: an event that finds no free environment waits for one until it is too old. The
   * result is for watching only: nothing is retried.
   */
  async invoke(name: string, event: unknown): Promise<Outcome> {
    const deployed = await fetchFunction(this.client, name, this.options.folder, this.functions.get(name));
    this.functions.set(name, deployed);
    const environment = await this.freeEnvironment(deployed);
    if (!environment) return { type: 'throttled' };
    try {
      return await environment.process.invoke(event);
    } finally {
      environment.busy = false;
    }
  }

  /** Kills every function. */
  async stop(): Promise<void> {
    await Promise.all([...this.environments.values()].flat().map(({ process }) => process.kill()));
    this.client.destroy();
  }

  private async freeEnvironment(deployed: DeployedFunction): Promise<Environment | undefined> {
    const lastLook = Date.now() + (deployed.eventAgeSeconds * 1000) / this.options.speed;
    for (;;) {
      const environment = this.takeEnvironment(deployed);
      if (environment || Date.now() >= lastLook) return environment;
      await delay(lookMs);
    }
  }

  private takeEnvironment(deployed: DeployedFunction): Environment | undefined {
    const all = (this.environments.get(deployed.name) ?? []).filter(({ process }) => process.isAlive);
    const outdated = all.filter(({ revision, busy }) => revision !== deployed.revision && !busy);
    for (const { process } of outdated) void process.kill();
    const usable = all.filter((environment) => !outdated.includes(environment));
    const free = usable.find(({ busy }) => !busy);
    const environment = free ?? (usable.length < deployed.concurrency ? this.newEnvironment(deployed) : undefined);
    this.environments.set(deployed.name, [...new Set([...usable, ...(environment ? [environment] : [])])]);
    if (environment) environment.busy = true;
    return environment;
  }

  private newEnvironment(deployed: DeployedFunction): Environment {
    const { runtime, speed, environment, onLine } = this.options;
    const options = { runtime, speed, environment, onLine: (line: string) => onLine?.(deployed.name, line) };
    return { process: new FunctionProcess(deployed, options), revision: deployed.revision, busy: false };
  }
}

function lambdaClient({ AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: NodeJS.ProcessEnv) {
  return new LambdaClient({
    ...(AWS_ENDPOINT_URL !== undefined && { endpoint: AWS_ENDPOINT_URL }),
    ...(AWS_REGION !== undefined && { region: AWS_REGION }),
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID ?? '', secretAccessKey: AWS_SECRET_ACCESS_KEY ?? '' },
  });
}

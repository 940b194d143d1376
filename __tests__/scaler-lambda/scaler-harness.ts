import { AwsProxy } from './aws-proxy';
import { BundledFunction, type InvokeOptions } from './bundled-function';
import { EmulatedAccount } from './emulated-account';
import { json, LocalServer } from './local-server';

/** The scaler's bundle and an account to run it against; started once for the tests of a file. */
export class ScalerHarness {
  private deployed = 0;

  private constructor(
    readonly account: EmulatedAccount,
    private readonly bundle: BundledFunction,
  ) {}

  static async start(): Promise<ScalerHarness> {
    // One after the other: when the emulator does not start, no bundle is left behind.
    const account = await EmulatedAccount.start();
    return new ScalerHarness(account, await BundledFunction.build('scaler-lambda'));
  }

  /** A scaler with a group, a token and a Semaphore of its own: 3 jobs wait, 1 runs, and the token is `secret-1`. */
  async deploy(): Promise<DeployedScaler> {
    this.deployed += 1;
    const [group, tokenParameter] = [`acme-s1-linux-${this.deployed}`, `/agents/${this.deployed}/token`];
    await Promise.all([
      this.account.createGroup(group),
      this.account.putToken(tokenParameter, 'secret-1'),
      this.account.putText(`/agent-fleet/${group}/wanted`, '{}'),
    ]);
    const [aws, semaphore] = await Promise.all([AwsProxy.start(this.account.url), LocalServer.start(json(figures))]);
    return new DeployedScaler(this.account, this.bundle, group, tokenParameter, aws, semaphore);
  }

  async stop(): Promise<void> {
    this.bundle.remove();
    await this.account.stop();
  }
}

/** What Semaphore answers at first. */
export const figures = { jobs: { queued: 3, running: 1 }, agents: { idle: 0, occupied: 1 } };

export class DeployedScaler {
  constructor(
    private readonly account: EmulatedAccount,
    private readonly bundle: BundledFunction,
    readonly group: string,
    readonly tokenParameter: string,
    readonly aws: AwsProxy,
    readonly semaphore: LocalServer,
  ) {}

  get environment(): NodeJS.ProcessEnv {
    return {
      ...this.account.environment,
      AWS_ENDPOINT_URL: this.aws.url,
      SEMAPHORE_URL: this.semaphore.url,
      TOKEN_PARAMETER: this.tokenParameter,
      AUTO_SCALING_GROUP: this.group,
      STACK_NAME: this.group,
      AGENTS_PER_INSTANCE: '1',
      WANTED_PARAMETER: this.wantedParameter,
      READY_FOR: '0',
      BOOT_SECONDS: '75',
    };
  }

  /** Invokes the function, with `variables` beside or instead of its own. The token must not be in what it writes. */
  async invoke(variables: NodeJS.ProcessEnv = {}, options: Omit<InvokeOptions, 'environment'> = {}) {
    const invocation = await this.bundle.invoke({ environment: { ...this.environment, ...variables }, ...options });
    if (invocation.output.includes('secret-')) throw new Error('the registration token is in the log');
    return invocation;
  }

  /** Invokes the function for a whole minute. */
  minute() {
    return this.invoke({}, { timeLimit: 60_000, skipsWaits: true });
  }

  /** Terraform makes it. */
  get wantedParameter(): string {
    return `/agent-fleet/${this.group}/wanted`;
  }

  putToken(value: string): Promise<void> {
    return this.account.putToken(this.tokenParameter, value);
  }

  desiredCapacity(): Promise<number | undefined> {
    return this.account.desiredCapacity(this.group);
  }

  async stop(): Promise<void> {
    await Promise.all([this.aws.stop(), this.semaphore.stop()]);
  }
}

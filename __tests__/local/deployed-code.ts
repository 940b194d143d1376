import {
  CreateFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import type { Emulator } from '../../local/emulator';
import { zipArchive } from '../../modules/zip-archive';
import { callIam } from './emulated-iam';

/** Functions that a test deploys by hand, in place of Terraform. */
export class DeployedCode {
  private constructor(private readonly client: LambdaClient) {}

  static async prepare({ url, environment }: Emulator): Promise<DeployedCode> {
    await callIam(url, { Action: 'CreateRole', RoleName: 'function', AssumeRolePolicyDocument: '{}' });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return new DeployedCode(new LambdaClient({ endpoint: url, region: environment['AWS_REGION'] ?? '', credentials }));
  }

  /** Deploys a CommonJS `source` that exports `handler`; answers its ARN. */
  async create(name: string, source: string, settings: { timeout?: number; alone?: boolean; eventAge?: number } = {}) {
    const { FunctionArn = '' } = await this.client.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs22.x',
        Role: 'arn:aws:iam::123456789012:role/function',
        Handler: 'index.handler',
        Timeout: settings.timeout ?? 600,
        Environment: { Variables: { GREETING: 'hello' } },
        Code: { ZipFile: zipArchive('index.js', Buffer.from(source)) },
      }),
    );
    if (settings.alone) {
      const concurrency = { FunctionName: name, ReservedConcurrentExecutions: 1 };
      await this.client.send(new PutFunctionConcurrencyCommand(concurrency));
    }
    if (settings.eventAge !== undefined) {
      const limits = { FunctionName: name, MaximumEventAgeInSeconds: settings.eventAge, MaximumRetryAttempts: 0 };
      await this.client.send(new PutFunctionEventInvokeConfigCommand(limits));
    }
    return FunctionArn;
  }

  async update(name: string, source: string): Promise<void> {
    const ZipFile = zipArchive('index.js', Buffer.from(source));
    await this.client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
  }
}

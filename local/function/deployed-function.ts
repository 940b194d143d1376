import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GetFunctionCommand, GetFunctionEventInvokeConfigCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { zipEntries } from './zip-entries';

/** Limits where the function sets none: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const defaults = { timeoutSeconds: 3, memoryMb: 128, concurrency: 1000, eventAgeSeconds: 6 * 3600 } as const;

/** A function as it is deployed: its code unpacked, and its configuration. */
export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  /** Changes whenever code or configuration does. */
  readonly revision: string;
  /** Folder of the unpacked code. */
  readonly folder: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Invocations that may run at the same time. */
  readonly concurrency: number;
  /** Age at which an invocation that found no free environment is dropped. */
  readonly eventAgeSeconds: number;
}

/** Fetches the function from where it is deployed; `known` is kept when nothing has changed since. */
export async function fetchFunction(
  client: LambdaClient,
  name: string,
  folder: string,
  known: DeployedFunction | undefined,
): Promise<DeployedFunction> {
  const {
    Configuration: configuration = {},
    Code,
    Concurrency,
  } = await client.send(new GetFunctionCommand({ FunctionName: name }));
  const variables = configuration.Environment?.Variables ?? {};
  const settings = {
    name,
    arn: configuration.FunctionArn ?? name,
    handler: configuration.Handler ?? 'index.handler',
    timeoutSeconds: configuration.Timeout ?? defaults.timeoutSeconds,
    memoryMb: configuration.MemorySize ?? defaults.memoryMb,
    variables,
    concurrency: Concurrency?.ReservedConcurrentExecutions ?? defaults.concurrency,
  };
  const revision = JSON.stringify([configuration.CodeSha256, settings]);
  if (known?.revision === revision) return known;
  const code = join(
    folder,
    `${name}-${Buffer.from(configuration.CodeSha256 ?? '')
      .toString('hex')
      .slice(0, 16)}`,
  );
  await unpack(Code?.Location, code);
  return { ...settings, revision, folder: code, eventAgeSeconds: await eventAge(client, name) };
}

async function unpack(location: string | undefined, folder: string): Promise<void> {
  if (location === undefined) throw new Error('the function has no code');
  const response = await fetch(location);
  if (!response.ok) throw new Error(`the code of the function cannot be fetched: ${response.status}`);
  for (const { path, content } of zipEntries(Buffer.from(await response.arrayBuffer()))) {
    if (path.endsWith('/')) continue;
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function eventAge(client: LambdaClient, name: string): Promise<number> {
  try {
    const { MaximumEventAgeInSeconds } = await client.send(
      new GetFunctionEventInvokeConfigCommand({ FunctionName: name }),
    );
    return MaximumEventAgeInSeconds ?? defaults.eventAgeSeconds;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return defaults.eventAgeSeconds;
    throw error;
  }
}

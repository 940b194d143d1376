import * as z from 'zod/mini';
import type { AwsClient } from './aws-client';

const answer = z.object({ Parameters: z._default(z.array(z.object({ Name: z.string(), Value: z.string() })), []) });

/** SSM parameters. */
export class ParameterStore {
  constructor(private readonly client: Pick<AwsClient, 'call'>) {}

  /** Values by name, in one call; what does not exist is left out. `patience`: milliseconds for all attempts. */
  async values(names: readonly string[], patience: number): Promise<ReadonlyMap<string, string>> {
    const text = await this.client.call({
      service: 'ssm',
      contentType: 'application/x-amz-json-1.1',
      target: 'AmazonSSM.GetParameters',
      body: JSON.stringify({ Names: names, WithDecryption: true }),
      patience,
    });
    const { Parameters } = answer.parse(JSON.parse(text));
    return new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  }
}

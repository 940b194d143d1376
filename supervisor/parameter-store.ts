import * as z from 'zod/mini';
import type { AwsClient } from './aws-client';

const answer = z.object({
  Parameters: z._default(z.array(z.object({ Name: z.string(), Value: z.string() })), []),
  NextToken: z.optional(z.string()),
});
/** Most that one answer about a parameter's history holds. */
const pageSize = 50;

/** SSM parameters. */
export class ParameterStore {
  constructor(private readonly client: Pick<AwsClient, 'call'>) {}

  /** Values by name, in one call; what does not exist is left out. `patience`: milliseconds for all attempts. */
  async values(names: readonly string[], patience: number): Promise<ReadonlyMap<string, string>> {
    const { Parameters } = await this.ask('GetParameters', { Names: names, WithDecryption: true }, patience);
    return new Map(Parameters.map(({ Name, Value }) => [Name, Value]));
  }

  /** All values that a parameter has had, as far as SSM keeps them: a hundred. `patience`: milliseconds for each page. */
  async history(name: string, patience: number): Promise<readonly string[]> {
    const values: string[] = [];
    for (let page: z.output<typeof answer> | undefined; !page || page.NextToken; ) {
      const next = page && { NextToken: page.NextToken };
      page = await this.ask('GetParameterHistory', { Name: name, MaxResults: pageSize, ...next }, patience);
      values.push(...page.Parameters.map(({ Value }) => Value));
    }
    return values;
  }

  private async ask(action: string, input: Readonly<Record<string, unknown>>, patience: number) {
    const text = await this.client.call({
      service: 'ssm',
      contentType: 'application/x-amz-json-1.1',
      target: `AmazonSSM.${action}`,
      body: JSON.stringify(input),
      patience,
    });
    return answer.parse(JSON.parse(text));
  }
}

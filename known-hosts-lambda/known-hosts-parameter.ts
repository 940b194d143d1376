import { GetParameterCommand, ParameterNotFound, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** Time for one request with its retries, in milliseconds: the first one takes seconds, at 7 % of a processor (128 MB). */
const timeLimit = 15_000;

/** The SSM parameter from which instances take their known_hosts. */
export class KnownHostsParameter {
  constructor(
    private readonly ssm: SSMClient,
    private readonly name: string,
  ) {}

  /** The text that it holds; empty when there is no such parameter yet. */
  async read(): Promise<string> {
    try {
      const answer = await this.ssm.send(new GetParameterCommand({ Name: this.name }), limited());
      return answer.Parameter?.Value ?? '';
    } catch (cause) {
      if (cause instanceof ParameterNotFound) return '';
      throw new Error(`could not read parameter ${this.name}`, { cause });
    }
  }

  async write(text: string): Promise<void> {
    const input = { Name: this.name, Value: text, Type: 'String', Tier: 'Standard', Overwrite: true } as const;
    await this.ssm.send(new PutParameterCommand(input), limited()).catch((cause: unknown) => {
      throw new Error(`could not write parameter ${this.name}`, { cause });
    });
  }
}

function limited() {
  return { abortSignal: AbortSignal.timeout(timeLimit) };
}

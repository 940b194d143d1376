import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { WantedStore } from './scaler-memory';

/** Time for one request with its retries, in milliseconds. */
const timeLimit = 3000;

/** The SSM parameter that instances read when they could leave, and the scaler after a cold start. */
export class WantedParameter implements WantedStore {
  constructor(
    private readonly ssm: SSMClient,
    private readonly name: string,
  ) {}

  async read(signal: AbortSignal): Promise<string> {
    const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: this.name }), limited(signal));
    return Parameter?.Value ?? '';
  }

  async write(text: string, signal: AbortSignal): Promise<void> {
    // No type: an existing parameter keeps its own, and one that is missing is Terraform's to make. The tier has to be
    // said: an account's default may be Advanced, from which there is no way back.
    const input = { Name: this.name, Value: text, Tier: 'Standard', Overwrite: true } as const;
    await this.ssm.send(new PutParameterCommand(input), limited(signal));
  }
}

function limited(signal: AbortSignal) {
  return { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]) };
}

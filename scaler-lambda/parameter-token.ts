import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { RegistrationToken } from './job-source/semaphore';

/** Time for one request to AWS with its retries, in milliseconds. */
const timeLimit = 5000;

/** Registration token in an SSM SecureString, read once and again when asked to. */
export class ParameterToken implements RegistrationToken {
  private token: string | undefined;

  constructor(
    private readonly ssm: SSMClient,
    private readonly parameterName: string,
  ) {}

  async current(signal: AbortSignal): Promise<string> {
    return this.token ?? this.reread(signal);
  }

  /** @throws when the parameter cannot be read, or holds what no HTTP header can. */
  async reread(signal: AbortSignal): Promise<string> {
    this.token = await this.read(AbortSignal.any([signal, AbortSignal.timeout(timeLimit)]));
    return this.token;
  }

  private async read(abortSignal: AbortSignal): Promise<string> {
    const input = { Name: this.parameterName, WithDecryption: true };
    const answer = await this.ssm.send(new GetParameterCommand(input), { abortSignal }).catch((cause: unknown) => {
      throw new Error(`could not read the registration token from parameter ${this.parameterName}`, { cause });
    });
    const token = answer.Parameter?.Value?.trim() ?? '';
    // fetch would quote a token that it cannot send in its error.
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Error(`parameter ${this.parameterName} holds no registration token`);
    return token;
  }
}

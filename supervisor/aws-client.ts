import { AwsError, awsError } from './aws-error';
import { exchange, type HttpAnswer } from './http-exchange';
import { type Credentials, RequestSignature, sha256 } from './request-signature';
import { retry } from './retry';

/** A call on an AWS service. */
export interface AwsCall {
  /** `ssm`, `autoscaling`, `logs`: first part of the host name, and what the signature names. */
  readonly service: string;
  readonly contentType: string;
  /** `AmazonSSM.GetParameters`; services that are asked with a form have none. */
  readonly target?: string;
  readonly body: string;
  /** Milliseconds that all attempts may take together; 0 for a single attempt. */
  readonly patience: number;
}

export interface AwsClientOptions {
  readonly region: string;
  /** `amazonaws.com`, or another one in other partitions. */
  readonly domain: string;
  /** AWS_ENDPOINT_URL: one address for all services. @default - the services' own */
  readonly endpoint?: string | undefined;
  readonly credentials: () => Promise<Credentials>;
}

/** Milliseconds for one attempt. */
const timeLimit = 5000;
const firstPause = 200;
const longestPause = 10_000;
/** AWS takes signatures that are five minutes off; from here on the clock is to blame. */
const wrongClockMs = 4 * 60_000;

/**
 * Calls AWS: signs, repeats what may do better, bears with a wrong clock. The SDK does more, none of it needed here, and
 * takes 20 MB of memory that jobs could have.
 */
export class AwsClient {
  /** Milliseconds that AWS's clock is ahead of this machine's. */
  private skew = 0;

  constructor(private readonly options: AwsClientOptions) {}

  /** The time as AWS has it, as far as that is known. */
  get now(): Date {
    return new Date(Date.now() + this.skew);
  }

  /** The answer's text. @throws AwsError, or the network's error */
  async call(call: AwsCall): Promise<string> {
    const options = { until: Date.now() + call.patience, firstPause, longestPause };
    return retry({ ...options, mayRetry: isTransient }, async () => {
      const answer = await this.send(call);
      if (answer.status < 300) return answer.text;
      const error = awsError(answer.status, answer.text);
      if (!this.hasLearntTime(answer)) throw error;
      const again = await this.send(call);
      if (again.status < 300) return again.text;
      throw awsError(again.status, again.text);
    });
  }

  private async send({ service, contentType, target, body }: AwsCall): Promise<HttpAnswer> {
    const { region, domain, endpoint } = this.options;
    const url = new URL(endpoint ?? `https://${service}.${region}.${domain}/`);
    const credentials = await this.options.credentials();
    const signature = new RequestSignature(credentials, region, service, this.now);
    const signed: Record<string, string> = {
      'content-type': contentType,
      host: url.host,
      'x-amz-date': signature.time,
      'x-amz-security-token': credentials.sessionToken,
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    };
    const names = Object.keys(signed).join(';');
    const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}`);
    const request = ['POST', '/', '', ...lines, '', names, sha256(body)];
    const authorization = `AWS4-HMAC-SHA256 Credential=${signature.credential}, SignedHeaders=${names}, Signature=${signature.sign(request)}`;
    return exchange({ method: 'POST', url, headers: { ...signed, authorization }, body, timeLimit });
  }

  /** Whether the call was refused for its time, and the next one will carry the right one. */
  private hasLearntTime({ status, headers: { date } }: HttpAnswer): boolean {
    if (status !== 400 && status !== 403) return false;
    const theirs = typeof date === 'string' ? Date.parse(date) : Number.NaN;
    const skew = theirs - Date.now();
    if (Number.isNaN(skew) || Math.abs(skew - this.skew) < wrongClockMs) return false;
    this.skew = skew;
    return true;
  }
}

function isTransient(error: unknown): boolean {
  return !(error instanceof AwsError) || error.isTransient;
}

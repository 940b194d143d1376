import * as z from 'zod/mini';
import { exchange, type HttpAnswer } from './http-exchange';
import type { Credentials } from './request-signature';
import { retry } from './retry';

/** Length of the session: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const ttlSeconds = 21_600;
const timeLimit = 2000;
/** Milliseconds that a look at the service may take with all its attempts; the boot limit is longer. */
const defaultPatience = 10_000;
const firstPause = 100;
const longestPause = 5000;
/** Credentials are renewed this many milliseconds before they expire; EC2 has new ones five minutes ahead. */
const renewalMs = 4 * 60_000;

const roleCredentials = z.object({
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  Token: z.string(),
  Expiration: z.iso.datetime(),
});
const identityDocument = z.object({ instanceId: z.string(), region: z.string() });
const spotAction = z.object({ time: z.iso.datetime() });

/** Who this instance is. */
export interface InstanceIdentity {
  readonly instanceId: string;
  readonly region: string;
}

/** What an instance learns from its metadata service (IMDSv2). */
export class InstanceMetadata {
  private token: Promise<string> | undefined;
  private credentialsNow: { readonly credentials: Credentials; readonly expiresAt: number } | undefined;

  constructor(
    private readonly endpoint: string,
    /** Milliseconds for every question with all its attempts. */
    private readonly patience = defaultPatience,
  ) {}

  async identity(): Promise<InstanceIdentity> {
    return identityDocument.parse(JSON.parse(await this.required('dynamic/instance-identity/document')));
  }

  /** End of AWS's host names in this partition. */
  async domain(): Promise<string> {
    return (await this.get('meta-data/services/domain')) ?? 'amazonaws.com';
  }

  async userData(): Promise<string> {
    return this.required('user-data');
  }

  /** Credentials of the instance role, kept until they are about to expire. */
  async credentials(): Promise<Credentials> {
    const known = this.credentialsNow;
    if (known && known.expiresAt - renewalMs > Date.now()) return known.credentials;
    try {
      this.credentialsNow = await this.readCredentials();
    } catch (error) {
      // They may still do: the service can be away, the clock wrong.
      if (!known) throw error;
    }
    return this.credentialsNow?.credentials ?? this.readCredentials().then(({ credentials }) => credentials);
  }

  /** What the group wants this instance to become; undefined while it does not say. */
  async targetState(): Promise<'InService' | 'Terminated' | 'Warmed' | undefined> {
    const text = await this.get('meta-data/autoscaling/target-lifecycle-state');
    if (text?.startsWith('Warmed:')) return 'Warmed';
    return text === 'InService' || text === 'Terminated' ? text : undefined;
  }

  /** When EC2 takes this Spot instance back; undefined while it does not. */
  async interruptionTime(): Promise<Date | undefined> {
    const text = await this.get('meta-data/spot/instance-action');
    return text === undefined ? undefined : new Date(spotAction.parse(JSON.parse(text)).time);
  }

  /** EC2 expects to take this Spot instance back before long. */
  async isRebalanceRecommended(): Promise<boolean> {
    return (await this.get('meta-data/events/recommendations/rebalance')) !== undefined;
  }

  private async readCredentials() {
    const folder = 'meta-data/iam/security-credentials/';
    const [role = ''] = (await this.required(folder)).split('\n');
    const answer = roleCredentials.parse(JSON.parse(await this.required(`${folder}${role}`)));
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken } = answer;
    return { credentials: { accessKeyId, secretAccessKey, sessionToken }, expiresAt: Date.parse(answer.Expiration) };
  }

  private async required(path: string): Promise<string> {
    const text = await this.get(path);
    if (text === undefined) throw new Error(`the metadata service knows no ${path}`);
    return text;
  }

  private async get(path: string): Promise<string | undefined> {
    const options = { until: Date.now() + this.patience, firstPause, longestPause };
    return retry(options, async () => {
      this.token ??= this.newToken();
      const token = await this.token.catch((error: unknown) => {
        this.token = undefined;
        throw error;
      });
      const { status, text } = await this.request('GET', path, { 'X-aws-ec2-metadata-token': token });
      if (status === 404) return undefined;
      // Its time is up, or the instance has been stopped and started.
      if (status === 401) this.token = undefined;
      if (status !== 200) throw new Error(`the metadata service answered ${status} for ${path}`);
      return text;
    });
  }

  private async newToken(): Promise<string> {
    const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': String(ttlSeconds) };
    const { status, text } = await this.request('PUT', 'api/token', headers);
    if (status !== 200) throw new Error(`the metadata service answered ${status} for a token`);
    return text;
  }

  private request(method: 'GET' | 'PUT', path: string, headers: Record<string, string>): Promise<HttpAnswer> {
    return exchange({ method, url: new URL(`latest/${path}`, this.endpoint), headers, timeLimit });
  }
}

import { z } from 'zod';
import type { SigningCredentials } from './caller-identity-url';

/** Length of the session: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
const ttlSeconds = 21_600;
const requestTimeoutMs = 5000;
/** Names the SSM parameter with the agent configuration; a line of the user data of every instance. */
const configurationLine = /^\$?AGENT_FLEET_CONFIG\s*=\s*'?([^\s']+)'?$/m;

const roleCredentials = z.object({ AccessKeyId: z.string(), SecretAccessKey: z.string(), Token: z.string() });

/** What an instance learns from its metadata service (IMDSv2). */
export class InstanceMetadata {
  private token: string | undefined;

  constructor(private readonly endpoint: string) {}

  async instanceId(): Promise<string> {
    return this.required('meta-data/instance-id');
  }

  async region(): Promise<string> {
    return this.required('meta-data/placement/region');
  }

  /** Name of the SSM parameter that configures the agents here. */
  async configurationParameter(): Promise<string> {
    const [, name] = configurationLine.exec(await this.required('user-data')) ?? [];
    if (name === undefined) throw new Error('the user data has no line AGENT_FLEET_CONFIG=<parameter>');
    return name;
  }

  /** Credentials of the instance role. */
  async credentials(): Promise<SigningCredentials> {
    const folder = 'meta-data/iam/security-credentials/';
    const [role = ''] = (await this.required(folder)).split('\n');
    const { AccessKeyId, SecretAccessKey, Token } = roleCredentials.parse(
      JSON.parse(await this.required(`${folder}${role}`)),
    );
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
  }

  /** What the group wants this instance to become; undefined while it does not say. */
  async targetState(): Promise<'InService' | 'Terminated' | 'Warmed' | undefined> {
    const text = await this.get('meta-data/autoscaling/target-lifecycle-state');
    if (text?.startsWith('Warmed:')) return 'Warmed';
    return z.enum(['InService', 'Terminated']).optional().catch(undefined).parse(text);
  }

  /** EC2 has said that it takes this Spot instance back. */
  async isInterrupted(): Promise<boolean> {
    return (await this.get('meta-data/spot/instance-action')) !== undefined;
  }

  private async required(path: string): Promise<string> {
    const text = await this.get(path);
    if (text === undefined) throw new Error(`the metadata service knows no ${path}`);
    return text;
  }

  private async get(path: string): Promise<string | undefined> {
    this.token ??= await this.newToken();
    const response = await this.request(path, { headers: { 'X-aws-ec2-metadata-token': this.token } });
    if (response.status === 401) {
      this.token = undefined;
      return this.get(path);
    }
    const text = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`the metadata service answered ${response.status} for ${path}`);
    return text;
  }

  private async newToken(): Promise<string> {
    const headers = { 'X-aws-ec2-metadata-token-ttl-seconds': String(ttlSeconds) };
    const response = await this.request('api/token', { method: 'PUT', headers });
    if (!response.ok) throw new Error(`the metadata service answered ${response.status} for a token`);
    return response.text();
  }

  private request(path: string, options: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(requestTimeoutMs);
    return fetch(new URL(`latest/${path}`, this.endpoint), { ...options, signal });
  }
}

import { z } from 'zod';

const events = z.object({ events: z.array(z.object({ message: z.string() })) });

/** The log group in which instances say why they did not boot: Terraform makes it, and people read it. */
export class SupervisorLogGroup {
  constructor(
    private readonly url: string,
    private readonly prefix: string,
  ) {}

  async create(): Promise<void> {
    await this.call('CreateLogGroup', {});
  }

  /** What an instance has written into its stream. */
  async text(instanceId: string): Promise<string> {
    const answer = events.parse(await this.call('GetLogEvents', { logStreamName: instanceId }));
    return answer.events.map(({ message }) => message).join('\n');
  }

  /** Without CloudWatch's client: the emulator reads the service from the signature's scope and checks nothing else. */
  private async call(action: string, input: object): Promise<unknown> {
    const scope = 'Credential=test/20261121/us-east-1/logs/aws4_request';
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none`,
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': `Logs_20140328.${action}`,
      },
      body: JSON.stringify({ logGroupName: `/agent-fleet/${this.prefix}/supervisor`, ...input }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}

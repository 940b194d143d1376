import type { AwsClient } from './aws-client';
import { AwsError } from './aws-error';

/** Milliseconds for each of the two calls: an instance that fails is not kept long for it. */
const patience = 5000;

/**
 * The log group `/agent-fleet/<prefix>/supervisor`. The CloudWatch agent fills it as a rule; an instance whose boot fails
 * ends before that agent has started, so the supervisor writes the reason itself, with permissions that the role has anyway.
 */
export class LogGroup {
  constructor(
    private readonly client: Pick<AwsClient, 'call'>,
    private readonly prefix: string,
    private readonly instanceId: string,
  ) {}

  async write(line: string, now: Date): Promise<void> {
    const names = { logGroupName: `/agent-fleet/${this.prefix}/supervisor`, logStreamName: this.instanceId };
    try {
      await this.call('CreateLogStream', names);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) throw error;
    }
    await this.call('PutLogEvents', { ...names, logEvents: [{ timestamp: now.getTime(), message: line }] });
  }

  private call(action: string, body: unknown): Promise<string> {
    return this.client.call({
      service: 'logs',
      contentType: 'application/x-amz-json-1.1',
      target: `Logs_20140328.${action}`,
      body: JSON.stringify(body),
      patience,
    });
  }
}

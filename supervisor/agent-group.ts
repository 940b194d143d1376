import type { AwsClient } from './aws-client';
import { AwsError } from './aws-error';

/** The group is at its minimum, so that an instance cannot take its place along. */
export class DecrementRefused extends Error {}

/** The group, as far as one of its instances has to know it. */
export interface GroupView {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
  /** Instances that are not in service yet, or not even launched. */
  readonly pending: number;
}

const version = '2011-01-01';

/** The Auto Scaling group, as one of its instances sees it. */
export class AgentGroup {
  constructor(
    private readonly client: Pick<AwsClient, 'call'>,
    private readonly name: string,
    private readonly instanceId: string,
    /** Milliseconds for all attempts of a call. */
    private readonly patience: number,
  ) {}

  async completeHook(hook: string, result: 'CONTINUE' | 'ABANDON'): Promise<void> {
    try {
      await this.call('CompleteLifecycleAction', { ...this.hookOf(hook), LifecycleActionResult: result });
    } catch (error) {
      // No hook waits: it has been deleted, timed out, or was answered before.
      if (!(error instanceof AwsError && /no active lifecycle action|hook.*not found/i.test(error.message)))
        throw error;
    }
  }

  async heartbeat(hook: string): Promise<void> {
    await this.call('RecordLifecycleActionHeartbeat', this.hookOf(hook));
  }

  async view(): Promise<GroupView> {
    const answer = await this.call('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': this.name });
    // A warm pool has a minimum of its own.
    const xml = answer.replace(/<WarmPoolConfiguration>.*<\/WarmPoolConfiguration>/s, '');
    const desired = size(xml, 'DesiredCapacity');
    const inService = xml.match(/<LifecycleState>InService<\/LifecycleState>/g)?.length ?? 0;
    const pending = Math.max(0, desired - inService);
    return { min: size(xml, 'MinSize'), max: size(xml, 'MaxSize'), desired, pending };
  }

  /** @throws DecrementRefused */
  async terminate(decrement: boolean): Promise<void> {
    try {
      await this.call('TerminateInstanceInAutoScalingGroup', {
        InstanceId: this.instanceId,
        ShouldDecrementDesiredCapacity: String(decrement),
      });
    } catch (error) {
      const refused = decrement && error instanceof AwsError && /min(imum)? ?size/i.test(error.message);
      throw refused ? new DecrementRefused(error.message, { cause: error }) : error;
    }
  }

  private hookOf(hook: string) {
    return { AutoScalingGroupName: this.name, InstanceId: this.instanceId, LifecycleHookName: hook };
  }

  private call(Action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    return this.client.call({
      service: 'autoscaling',
      contentType: 'application/x-www-form-urlencoded; charset=utf-8',
      body: new URLSearchParams({ Action, Version: version, ...parameters }).toString(),
      patience: this.patience,
    });
  }
}

function size(xml: string, name: string): number {
  const [, text] = new RegExp(`<${name}>(\\d+)</${name}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`the group's description has no ${name}`);
  return Number(text);
}

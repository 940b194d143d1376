import {
  type Activity,
  AutoScalingClient,
  CompleteLifecycleActionCommand,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type Instance,
  type LifecycleHookSpecification,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, CreateLaunchTemplateVersionCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Emulator } from '../../../local/emulator';
import { eventually } from '../eventually';

const image = { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro' } as const;

/** Both hooks, with the longest time limits that there are: a slow machine has to answer before they end. */
export const bothHooks: readonly LifecycleHookSpecification[] = [
  hook('launch', 'LAUNCHING', 7200, 'ABANDON'),
  hook('terminate', 'TERMINATING', 7200, 'CONTINUE'),
];

export function hook(
  LifecycleHookName: string,
  transition: 'LAUNCHING' | 'TERMINATING',
  HeartbeatTimeout: number,
  DefaultResult: 'ABANDON' | 'CONTINUE',
): LifecycleHookSpecification {
  const LifecycleTransition = `autoscaling:EC2_INSTANCE_${transition}`;
  return { LifecycleHookName, LifecycleTransition, HeartbeatTimeout, DefaultResult };
}

/** How the SDK's clients reach an emulator. */
export function clientSettings({ environment }: Emulator) {
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = environment;
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
}

/** An Auto Scaling group on an emulator, and what a test does to it. */
export class ScalingGroup {
  readonly client: AutoScalingClient;
  readonly ec2: EC2Client;

  private constructor(
    emulator: Emulator,
    readonly name: string,
  ) {
    this.client = new AutoScalingClient(clientSettings(emulator));
    this.ec2 = new EC2Client(clientSettings(emulator));
  }

  /** A group that is there already. */
  static at(emulator: Emulator, name: string): ScalingGroup {
    return new ScalingGroup(emulator, name);
  }

  static async create(
    emulator: Emulator,
    name: string,
    settings: Partial<CreateAutoScalingGroupCommandInput> = {},
  ): Promise<ScalingGroup> {
    const group = new ScalingGroup(emulator, name);
    const LaunchTemplateData = { ...image, InstanceInitiatedShutdownBehavior: 'terminate' as const };
    await group.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData }));
    await group.client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: 0,
        MaxSize: 5,
        AvailabilityZones: ['us-east-1a'],
        LifecycleHookSpecificationList: [...bothHooks],
        ...(settings.MixedInstancesPolicy ? {} : { LaunchTemplate: { LaunchTemplateName: name, Version: '1' } }),
        ...settings,
      }),
    );
    return group;
  }

  /** Adds a version to the group's launch template; returns its number. */
  async addTemplateVersion(userData: string): Promise<string> {
    const answer = await this.ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateName: this.name,
        LaunchTemplateData: { ...image, UserData: Buffer.from(userData).toString('base64') },
      }),
    );
    return String(answer.LaunchTemplateVersion?.VersionNumber);
  }

  async setDesired(DesiredCapacity: number): Promise<void> {
    await this.client.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: this.name, DesiredCapacity }));
  }

  async describe() {
    const { AutoScalingGroups: [group] = [] } = await this.client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.name] }),
    );
    const { DesiredCapacity: desired = -1, Instances: instances = [], MixedInstancesPolicy: policy } = group ?? {};
    return { desired, instances, policy };
  }

  /** Ids of the instances in `state`, once there are `count` of them and no others. */
  async reaches(state: string, count: number): Promise<string[]> {
    const { instances } = await eventually(
      () => this.describe(),
      (group) => group.instances.length === count && group.instances.every(isIn(state)),
    );
    return instances.map(idOf);
  }

  /** Ids of the instances in `state`, once there are `count` of them. */
  async has(state: string, count: number): Promise<string[]> {
    const { instances } = await eventually(
      () => this.describe(),
      (group) => group.instances.filter(isIn(state)).length === count,
    );
    return instances.filter(isIn(state)).map(idOf);
  }

  async complete(
    LifecycleHookName: string,
    InstanceId: string,
    LifecycleActionResult: 'CONTINUE' | 'ABANDON' = 'CONTINUE',
  ): Promise<void> {
    const input = { AutoScalingGroupName: this.name, LifecycleHookName, InstanceId, LifecycleActionResult };
    await this.client.send(new CompleteLifecycleActionCommand(input));
  }

  /** Grows to `count` instances, all in service. */
  async grow(count: number): Promise<string[]> {
    await this.setDesired(count);
    const waiting = await this.has('Pending:Wait', count);
    await Promise.all(waiting.map((id) => this.complete('launch', id)));
    return this.reaches('InService', count);
  }

  async activities(): Promise<Activity[]> {
    const input = { AutoScalingGroupName: this.name };
    return (await this.client.send(new DescribeScalingActivitiesCommand(input))).Activities ?? [];
  }
}

function isIn(state: string) {
  return (instance: Instance) => instance.LifecycleState === state;
}

function idOf({ InstanceId = '' }: Instance): string {
  return InstanceId;
}

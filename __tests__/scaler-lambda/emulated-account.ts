import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Emulator, startEmulator } from '../../local/emulator';

const launchTemplate = 'acme';

/** An AWS account in the emulator, with what a scaler needs to find there. */
export class EmulatedAccount {
  private constructor(
    private readonly emulator: Emulator,
    private readonly autoScaling: AutoScalingClient,
    private readonly ssm: SSMClient,
  ) {}

  static async start(): Promise<EmulatedAccount> {
    const emulator = await startEmulator();
    const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
    const connection = { endpoint: emulator.url, region: 'us-east-1', credentials };
    const ec2 = new EC2Client(connection);
    const template = { LaunchTemplateName: launchTemplate, LaunchTemplateData: { ImageId: 'ami-12c6146b' } };
    await ec2.send(new CreateLaunchTemplateCommand(template));
    ec2.destroy();
    return new EmulatedAccount(emulator, new AutoScalingClient(connection), new SSMClient(connection));
  }

  get url(): string {
    return this.emulator.url;
  }

  /** What leads a program to this account. */
  get environment(): NodeJS.ProcessEnv {
    return this.emulator.environment;
  }

  /** An empty Auto Scaling group of at most 10 instances, tagged as CloudFormation would. */
  async createGroup(name: string): Promise<void> {
    await this.autoScaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        LaunchTemplate: { LaunchTemplateName: launchTemplate, Version: '1' },
        AvailabilityZones: ['us-east-1a'],
        MinSize: 0,
        MaxSize: 10,
        Tags: [{ Key: 'aws:cloudformation:stack-name', Value: name, PropagateAtLaunch: false }],
      }),
    );
  }

  /** Changes a group by hand. */
  async resizeGroup(name: string, min: number, max: number): Promise<void> {
    const sizes = { AutoScalingGroupName: name, MinSize: min, MaxSize: max };
    await this.autoScaling.send(new UpdateAutoScalingGroupCommand(sizes));
  }

  /** EC2 has none of these types, and all others. */
  async runShortOf(...instanceTypes: string[]): Promise<void> {
    await fetch(`${this.url}/agent-fleet/shortage`, { method: 'PUT', body: JSON.stringify(instanceTypes) });
  }

  async desiredCapacity(groupName: string): Promise<number | undefined> {
    const describe = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupName] });
    return (await this.autoScaling.send(describe)).AutoScalingGroups?.[0]?.DesiredCapacity;
  }

  async putToken(parameterName: string, value: string): Promise<void> {
    const token = { Name: parameterName, Value: value, Type: 'SecureString', Overwrite: true } as const;
    await this.ssm.send(new PutParameterCommand(token));
  }

  async putText(parameterName: string, value: string): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name: parameterName, Value: value, Type: 'String' }));
  }

  async text(parameterName: string): Promise<string | undefined> {
    return (await this.ssm.send(new GetParameterCommand({ Name: parameterName }))).Parameter?.Value;
  }

  async stop(): Promise<void> {
    this.autoScaling.destroy();
    this.ssm.destroy();
    await this.emulator.stop();
  }
}

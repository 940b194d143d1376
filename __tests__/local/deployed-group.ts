import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { AgentConfiguration } from '../../config/agent-configuration';
import type { WantedCapacity } from '../../config/wanted-capacity';
import type { Emulator } from '../../local/emulator';
import { callIam } from './emulated-iam';

/** What a test deploys by hand, in place of Terraform. */
export interface GroupOptions {
  readonly name: string;
  readonly hub: { readonly url: string };
  readonly token: string;
  readonly min?: number;
  readonly max?: number;
  readonly configuration?: Partial<AgentConfiguration>;
  /** What a scaler has written. @default - there is no scaler */
  readonly wanted?: WantedCapacity;
  /** Seconds that the launch hook waits. @default 600 */
  readonly launchSeconds?: number;
}

/** An Auto Scaling group with its hooks, template and parameters on the emulator. */
export class DeployedGroup {
  private constructor(
    private readonly client: AutoScalingClient,
    readonly name: string,
  ) {}

  static async create(emulator: Emulator, options: GroupOptions): Promise<DeployedGroup> {
    const settings = clientSettings(emulator);
    const { name, min = 0, max = 5 } = options;
    const ssm = new SSMClient(settings);
    await putParameters(ssm, options);
    await createInstanceProfile(emulator.url, `${name}-instance`);
    const userData = `#!/bin/sh\nAGENT_FLEET_CONFIG=/agent-fleet/${name}/config\nAGENT_FLEET_TOKEN=/tokens/${name}\n`;
    const LaunchTemplateData = {
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro' as const,
      IamInstanceProfile: { Name: `${name}-instance` },
      UserData: Buffer.from(userData).toString('base64'),
    };
    await new EC2Client(settings).send(
      new CreateLaunchTemplateCommand({ LaunchTemplateName: name, LaunchTemplateData }),
    );
    const client = new AutoScalingClient(settings);
    const hooks = [
      ['launch', 'LAUNCHING', options.launchSeconds ?? 600, 'ABANDON'],
      ['terminate', 'TERMINATING', 60, 'CONTINUE'],
    ] as const;
    await client.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName: name,
        MinSize: min,
        MaxSize: max,
        DesiredCapacity: min,
        AvailabilityZones: ['us-east-1a'],
        LaunchTemplate: { LaunchTemplateName: name, Version: '1' },
        LifecycleHookSpecificationList: hooks.map(
          ([LifecycleHookName, transition, HeartbeatTimeout, DefaultResult]) => ({
            LifecycleHookName,
            LifecycleTransition: `autoscaling:EC2_INSTANCE_${transition}`,
            HeartbeatTimeout,
            DefaultResult,
          }),
        ),
      }),
    );
    return new DeployedGroup(client, name);
  }

  async setDesired(capacity: number): Promise<void> {
    const input = { AutoScalingGroupName: this.name, DesiredCapacity: capacity };
    await this.client.send(new SetDesiredCapacityCommand(input));
  }

  async describe() {
    const { AutoScalingGroups: groups = [] } = await this.client.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [this.name] }),
    );
    const [{ DesiredCapacity: desired = 0, Instances = [] } = {}] = groups;
    const states = Instances.map(({ LifecycleState }) => String(LifecycleState));
    return { desired, states, ids: Instances.flatMap(({ InstanceId }) => InstanceId ?? []) };
  }
}

async function createInstanceProfile(url: string, name: string): Promise<void> {
  await callIam(url, { Action: 'CreateRole', RoleName: name, AssumeRolePolicyDocument: '{}' });
  await callIam(url, { Action: 'CreateInstanceProfile', InstanceProfileName: name });
  await callIam(url, { Action: 'AddRoleToInstanceProfile', InstanceProfileName: name, RoleName: name });
}

async function putParameters(ssm: SSMClient, options: GroupOptions): Promise<void> {
  const { name, hub, token, configuration, wanted } = options;
  const config: AgentConfiguration = {
    endpoint: { host: new URL(hub.url).host, https: false },
    tokenParameter: `/tokens/${name}`,
    knownHostsParameter: `/agent-fleet/${name}/known-hosts`,
    autoScalingGroup: name,
    launchHook: 'launch',
    terminateHook: 'terminate',
    disconnectAfterJob: true,
    idleTimeoutSeconds: 300,
    agentsPerInstance: 1,
    env: {},
    preSignedName: false,
    uploadJobLogs: 'never',
    bootLimitSeconds: 600,
    drainLimitSeconds: 7200,
    heartbeatSeconds: 30,
    expireSeconds: 0,
    diskLimitPercent: 100,
    jobsUseInstanceRole: false,
    ...(wanted && { wantedParameter: `/agent-fleet/${name}/wanted` }),
    ...configuration,
  };
  const parameters = [
    { Name: config.tokenParameter, Value: token, Type: 'SecureString' as const },
    { Name: `/agent-fleet/${name}/config`, Value: JSON.stringify(config), Type: 'String' as const },
    ...(wanted
      ? [{ Name: `/agent-fleet/${name}/wanted`, Value: JSON.stringify(wanted), Type: 'String' as const }]
      : []),
  ];
  for (const parameter of parameters) await ssm.send(new PutParameterCommand(parameter));
}

function clientSettings({ environment }: Emulator) {
  const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = environment;
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

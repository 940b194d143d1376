import { AutoScalingClient, CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AwsProxy } from '../__tests__/scaler-lambda/aws-proxy';
import { BundledFunction, type Usage } from '../__tests__/scaler-lambda/bundled-function';
import { json, LocalServer } from '../__tests__/scaler-lambda/local-server';
import { type Emulator, startEmulator } from '../local/emulator';
import { type Benchmark, type Figure, repeat } from './measurement';

const coldStarts = 11;
/** Factor by which the measured minute is shorter than a minute. */
const speed = 20;

/** Cold start of the scaler as it is deployed, and what a minute of it costs, against the emulator. */
export const scalerRun: Benchmark = {
  name: 'scaler-run',
  async run() {
    const [emulator, scaler, semaphore] = await Promise.all([
      startEmulator(),
      BundledFunction.build('scaler-lambda'),
      LocalServer.start(json({ jobs: { queued: 3, running: 1 }, agents: { idle: 0, occupied: 1 } })),
    ]);
    try {
      await createGroup(emulator);
      return await measure(emulator, scaler, semaphore);
    } finally {
      scaler.remove();
      await Promise.all([semaphore.stop(), emulator.stop()]);
    }
  },
};

async function measure(emulator: Emulator, scaler: BundledFunction, semaphore: LocalServer): Promise<Figure[]> {
  const environment = {
    ...emulator.environment,
    SEMAPHORE_URL: semaphore.url,
    TOKEN_PARAMETER: '/token',
    AUTO_SCALING_GROUP: 'bench',
    STACK_NAME: 'bench',
    AGENTS_PER_INSTANCE: '1',
  };
  const runs = await repeat(coldStarts, async () => used(await scaler.invoke({ environment })));
  const before = semaphore.requests.length;
  const aws = await AwsProxy.start(emulator.url);
  const minute = used(
    await scaler.invoke({ environment: { ...environment, AWS_ENDPOINT_URL: aws.url }, timeLimit: 60_000, speed }),
  );
  await aws.stop();
  const duration = (name: string, of: (usage: Usage) => number): Figure => ({ name, values: runs.map(of), unit: 'ms' });
  return [
    duration('process start until loaded', ({ loaded }) => loaded),
    duration('process start until the first tick is done', ({ firstInvocation }) => firstInvocation),
    duration('load until the first tick is done', ({ loaded, firstInvocation }) => firstInvocation - loaded),
    duration('processor time of one tick from cold', ({ cpu }) => cpu),
    { name: 'requests to AWS in a minute, cold', values: [aws.actions.length], unit: 'requests' },
    { name: 'requests to Semaphore in a minute', values: [semaphore.requests.length - before], unit: 'requests' },
    { name: 'processor time of a minute, cold', values: [minute.cpu], unit: 'ms' },
    { name: 'memory in a minute', values: [minute.memory], unit: 'MB' },
  ];
}

function used({ usage, output }: { readonly usage: Usage | undefined; readonly output: string }): Usage {
  if (usage === undefined) throw new Error(`the scaler failed: ${output}`);
  return usage;
}

async function createGroup({ url: endpoint }: Emulator): Promise<void> {
  const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  const connection = { endpoint, region: 'us-east-1', credentials };
  const template = { LaunchTemplateName: 'bench', LaunchTemplateData: { ImageId: 'ami-12c6146b' } };
  await new EC2Client(connection).send(new CreateLaunchTemplateCommand(template));
  const group = { AutoScalingGroupName: 'bench', AvailabilityZones: ['us-east-1a'], MinSize: 0, MaxSize: 10 };
  const launchTemplate = { LaunchTemplateName: 'bench', Version: '1' };
  const createGroup = new CreateAutoScalingGroupCommand({ ...group, LaunchTemplate: launchTemplate });
  await new AutoScalingClient(connection).send(createGroup);
  const token = { Name: '/token', Value: 'token', Type: 'SecureString' } as const;
  await new SSMClient(connection).send(new PutParameterCommand(token));
}

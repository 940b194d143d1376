/**
 * The supervisor, the program on every instance: boots agents, watches them, drains,
 * ends the instance. Runs as the leader of the instance's process group and ends it with its parent.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AgentGroup } from './agent-group';
import { AgentProcess } from './agent-process';
import { callerIdentityUrl } from './caller-identity-url';
import { readEnvironment } from './environment';
import { instanceLog } from './instance-log';
import { InstanceMetadata } from './instance-metadata';
import { readParameters } from './instance-parameters';
import { killTree } from './process-tree';
import { Supervisor } from './supervisor';

/** Time between two looks at the metadata service, in seconds: Spot notices ask for five. */
const lookSeconds = 5;
/** However compressed time is: the processor is not. */
const leastLookMs = 100;

const log = instanceLog((line) => process.stdout.write(`${line}\n`));

async function run(): Promise<void> {
  const { metadataEndpoint, agent, agentsFolder, speed = 1 } = readEnvironment(process.env, process.platform);
  const metadata = new InstanceMetadata(metadataEndpoint);
  const [instanceId, region] = await Promise.all([metadata.instanceId(), metadata.region()]);
  log('booting', { instanceId });
  const ssm = new SSMClient({ region, maxAttempts: 6 });
  const { configuration, token, knownHosts } = await readParameters(ssm, await metadata.configurationParameter());
  const supervisor = new Supervisor({
    configuration,
    group: new AgentGroup(configuration.autoScalingGroup, instanceId, region),
    startAgent: async (_slot, onRegistered) => {
      // A random part, because a name stays taken for a while after its agent has gone.
      const ownName = `${instanceId}-${randomBytes(4).toString('hex')}`;
      const name = configuration.preSignedName ? callerIdentityUrl(await metadata.credentials(), new Date()) : ownName;
      return AgentProcess.start({
        program: agent,
        folder: join(agentsFolder, ownName),
        configuration,
        identity: { name, token },
        knownHosts,
        speed,
        onRegistered,
      });
    },
    powerOff,
    speed,
    log,
  });
  await watch(metadata, supervisor, Math.max(leastLookMs, (lookSeconds * 1000) / speed));
}

/** Reports what the metadata service says, for as long as the instance runs. */
async function watch(metadata: InstanceMetadata, supervisor: Supervisor, interval: number): Promise<void> {
  for (;;) {
    const [target, interrupted] = await Promise.all([metadata.targetState(), metadata.isInterrupted()]);
    if (target !== undefined) void supervisor.dispatch({ type: 'target-state', target });
    if (interrupted) void supervisor.dispatch({ type: 'spot-notice' });
    await delay(interval);
  }
}

/** Ends everything on the instance: the launch template says that shutting down terminates it. */
function powerOff(): void {
  log('powering off');
  killTree(process.pid);
  process.exit(0);
}

process.stdin.resume().once('close', () => killTree(process.pid));
run().catch((error: unknown) => {
  log('failed', { error: error instanceof Error ? error.message : String(error) });
  powerOff();
});

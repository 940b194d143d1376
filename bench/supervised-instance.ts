import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { emulatedInstances } from '../local/instance/emulated-instance';
import { Machine } from '../local/instance/machine';
import type { InstanceRun } from './instance-run';
import type { InstanceSite } from './instance-site';

const phases = z.object({
  BootIdentify: z.number(),
  BootConfigure: z.number(),
  BootRegister: z.number(),
  BootJoin: z.number(),
});

export interface SupervisedRun extends InstanceRun {
  /** Milliseconds of each part, as the supervisor tells them. */
  readonly phases: z.output<typeof phases>;
  /** Resident memory of the supervisor while the job ran, in MB. */
  readonly memory: number;
}

/** Boots an instance with the supervisor, has it run a job, and lets it end. */
export async function runSupervised(
  site: InstanceSite,
  folder: string,
  supervisor: string,
  agent: string,
): Promise<SupervisedRun> {
  const { name, instance } = await site.launch();
  let booted: z.output<typeof phases> | undefined;
  const onLine = (_: string, line: string) => {
    booted ??= phases.safeParse(JSON.parse(line)).data;
  };
  const { running, finished } = site.addJob(name);
  const registered = site.event((event) => event.kind === 'agent' && event.agent.agentType === name);
  const started = performance.now();
  const machine = await Machine.boot(instance, {
    supervisor,
    agent: { command: agent },
    folder,
    emulatorUrl: site.emulator.url,
    speed: 1,
    onLine,
  });
  try {
    const registeredAt = await registered;
    const told = await site.eventually(() => booted);
    const boot = { aws: await site.requests(), metadata: machine.metadataRequests };
    await running;
    const memory = residentMegabytes(machine.pid ?? 0);
    const finishedAt = performance.timeOrigin + (await finished);
    const terminatedAt = await site.eventually(async () => {
      const { calls } = await site.requests();
      return calls.find(({ action }) => action === 'TerminateInstanceInAutoScalingGroup')?.at;
    });
    await followTermination(site, machine, instance.instanceId);
    return {
      registered: registeredAt - started,
      phases: told,
      memory,
      boot,
      lifetime: { aws: await site.requests(), metadata: machine.metadataRequests },
      leave: terminatedAt * 1000 - finishedAt,
    };
  } finally {
    await machine.kill();
  }
}

/** Tells the machine what becomes of its instance, until that is gone. */
async function followTermination(site: InstanceSite, machine: Machine, instanceId: string): Promise<void> {
  await site.eventually(async () => {
    const response = await fetch(`${site.emulator.url}/agent-fleet/instances`);
    const { instances } = emulatedInstances.parse(await response.json());
    const instance = instances.find((each) => each.instanceId === instanceId);
    if (instance) machine.update(instance);
    return instance ? undefined : true;
  });
}

function residentMegabytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1000;
}

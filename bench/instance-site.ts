import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DeployedGroup } from '../__tests__/local/deployed-group';
import { type Emulator, startEmulator } from '../local/emulator';
import { type EmulatedInstance, emulatedInstances } from '../local/instance/emulated-instance';
import { type Hub, startHub } from '../local/semaphore/hub';
import type { HubEvent } from '../local/semaphore/hub-event';

/** Real milliseconds for anything that an instance does. */
const limitMs = 60_000;
const pauseMs = 10;

/** Access key of every instance: local/instance/metadata-tree.ts. */
const instanceKey = 'ASIALOCALMODE0000000';
const requests = z.object({
  total: z.number(),
  counts: z.record(z.string(), z.number()),
  calls: z.array(z.object({ action: z.string(), at: z.number() })),
});

/** An account and a Semaphore in which instances are started by hand, one after the other. Time is real. */
export class InstanceSite {
  private launched = 0;

  private constructor(
    readonly emulator: Emulator,
    readonly hub: Hub,
  ) {}

  static async start(): Promise<InstanceSite> {
    const [emulator, hub] = await Promise.all([startEmulator({ launchSeconds: 0.1 }), startHub({ agentTypes: [] })]);
    return new InstanceSite(emulator, hub);
  }

  /** A group with one instance, on which nothing runs yet. Its name is that of the agent type, too. */
  async launch(): Promise<{ name: string; token: string; instance: EmulatedInstance }> {
    this.launched += 1;
    const [name, token] = [`bench-${this.launched}-type`, `token-${this.launched}`];
    this.hub.addAgentType({ name, token });
    const group = await DeployedGroup.create(this.emulator, { name, hub: this.hub, token });
    await group.setDesired(1);
    const instance = await this.eventually(async () => {
      const { instances } = emulatedInstances.parse(await this.ask('GET', 'instances'));
      return instances.find((each) => each.group === name && each.state === 'running');
    });
    await this.ask('DELETE', 'requests');
    return { name, token, instance };
  }

  /** Calls that instances have made since the last launch. */
  async requests() {
    return requests.parse(await this.ask('GET', `requests?accessKey=${instanceKey}`));
  }

  /** A job of some seconds that waits for the instance's agent; when (`performance.now`) it runs and has finished. */
  addJob(agentType: string) {
    const is = (state: 'running' | 'finished') =>
      this.event((event) => event.kind === 'job' && event.job.agentType === agentType && event.job.state === state);
    const times = { running: is('running'), finished: is('finished') };
    this.hub.addJob({ agentType, commands: ['sleep 3'] });
    return times;
  }

  /** When (`performance.now`) an event comes that `fits`. */
  async event(fits: (event: HubEvent) => boolean): Promise<number> {
    const limit = AbortSignal.timeout(limitMs);
    return new Promise((resolve, reject) => {
      const stop = this.hub.on((event) => {
        if (!fits(event)) return;
        stop();
        resolve(performance.now());
      });
      limit.addEventListener('abort', () => reject(new Error('an instance did not do in time what is measured')));
    });
  }

  /** What `read` gives once that is something. */
  async eventually<T>(read: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (const deadline = performance.now() + limitMs; performance.now() < deadline; ) {
      const value = await read();
      if (value !== undefined) return value;
      await delay(pauseMs);
    }
    throw new Error('an instance did not do in time what is measured');
  }

  async stop(): Promise<void> {
    await Promise.all([this.emulator.stop(), this.hub.stop()]);
  }

  private async ask(method: string, path: string): Promise<unknown> {
    return (await fetch(`${this.emulator.url}/agent-fleet/${path}`, { method })).json();
  }
}

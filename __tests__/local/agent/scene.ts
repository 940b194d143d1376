import type { AgentProgram } from '../../../local/agent-program';
import type { AgentTypeOptions } from '../../../local/semaphore/agent-type';
import { type Hub, startHub } from '../../../local/semaphore/hub';
import type { HubEvent } from '../../../local/semaphore/hub-event';
import type { Job, JobSpecInput } from '../../../local/semaphore/job';
import { AgentUnderTest, type StartOptions } from './agent-under-test';
import { until } from './until';

/** How many times as fast time runs. */
const speed = 20;

let count = 0;
const hubs: Hub[] = [];

/** An agent type of its own on a hub, and what happens there. */
export class Scene {
  readonly events: HubEvent[] = [];

  private constructor(
    readonly program: AgentProgram,
    readonly hub: Hub,
    readonly agentType: AgentTypeOptions,
  ) {
    hub.on((event) => this.events.push(event));
  }

  static async open(program: AgentProgram, more: Partial<AgentTypeOptions> = {}): Promise<Scene> {
    const name = `s1-type-${++count}`;
    const agentType = { name, token: `token-of-${name}`, ...more };
    const hub = await startHub({ speed, agentTypes: [agentType] });
    hubs.push(hub);
    return new Scene(program, hub, agentType);
  }

  start(settings: Readonly<Record<string, unknown>> = {}, more: Partial<StartOptions> = {}): AgentUnderTest {
    const { program, hub, agentType } = this;
    return new AgentUnderTest({ program, url: hub.url, token: agentType.token, settings, speed, ...more });
  }

  add(commands: JobSpecInput['commands'], more: Partial<JobSpecInput> = {}): Job {
    return this.hub.addJob({ agentType: this.agentType.name, commands, ...more });
  }

  finished(id: string): Promise<Job> {
    return until(`job ${id}`, () => this.hub.job(id).state === 'finished' && this.hub.job(id));
  }

  /** Waits for a line of the job's log. */
  running(id: string): Promise<boolean> {
    return until(
      `start of job ${id}`,
      () => this.hub.agents()[0]?.state === 'running-job' && this.hub.job(id).startedAt !== null,
    );
  }

  registered(): Promise<unknown> {
    return until('an agent that waits', () => this.hub.agents()[0]?.state === 'waiting-for-jobs');
  }
}

/** Stops the hubs of all scenes. */
export async function closeScenes(): Promise<void> {
  await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
}

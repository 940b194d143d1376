import fc from 'fast-check';
import type { HubEvent } from '../../../local/semaphore/hub-event';
import { job, linux, minute, organization, SimulatedAgent } from './simulated-agent';

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('register' as const), single: fc.boolean(), idle: fc.nat(20) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('sync' as const), who: fc.nat(), isLost: fc.boolean() }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      who: fc.nat(),
      result: fc.constantFrom('passed' as const, 'failed' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('interrupt' as const), who: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disable' as const), who: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence' as const), minutes: fc.nat(20) }) },
);

/** A hub with agents that come, work, leave or fall silent in any order. */
class Workload {
  readonly assigned: string[] = [];
  readonly hub = organization(linux, (event) => this.note(event));
  readonly agents: SimulatedAgent[] = [];
  private now = 0;
  private readonly running = new Set<string>();

  run(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): void {
    for (const next of steps) {
      this.now += 1000;
      this.take(next);
      this.check();
    }
  }

  private take(next: typeof step extends fc.Arbitrary<infer S> ? S : never): void {
    if (next.kind === 'add') this.hub.addJob(job(), this.now);
    if (next.kind === 'register') {
      const request = { single_job: next.single, idle_timeout: next.idle, interruption_grace_period: 5 };
      this.agents.push(new SimulatedAgent(this.hub, `agent-${this.agents.length}-x`, this.now, request));
    }
    if (next.kind === 'silence') {
      this.now += next.minutes * minute;
      this.hub.clean(this.now);
      const names = new Set(this.hub.listAgents().map(({ name }) => name));
      for (const agent of this.agents) agent.isGone = !names.has(agent.name);
    }
    if (next.kind === 'stop') {
      const all = this.hub.jobs.list();
      const chosen = all[next.which % Math.max(1, all.length)];
      if (chosen) this.hub.stopJob(chosen.id, this.now);
    }
    const present = this.agents.filter(({ isGone }) => !isGone);
    const agent = 'who' in next ? present[next.who % Math.max(1, present.length)] : undefined;
    if (!agent) return;
    if (next.kind === 'finish') agent.finish(next.result);
    if (next.kind === 'interrupt') agent.interruptedAt ||= 1;
    if (next.kind === 'disable') this.hub.disable(agent.name, this.now);
    if (next.kind === 'sync') this.sync(agent, next.isLost);
  }

  private sync(agent: SimulatedAgent, isLost: boolean): void {
    const record = this.hub.listAgents().find(({ name }) => name === agent.name);
    const isFree = agent.state === 'waiting-for-jobs' && !record?.disabledAt && agent.interruptedAt === 0;
    const [oldest] = this.hub.jobs.waitingIds('s1-linux');
    const hasJob = record?.assignedJobId !== null;
    const answer = agent.sync(this.now, isLost);
    // A free agent that asks is never sent away empty-handed while a job waits.
    if (isFree && oldest !== undefined) {
      expect(answer.action).toBe('run-job');
      if (!hasJob) expect(answer.job_id).toBe(oldest);
    }
  }

  private note(event: HubEvent): void {
    if (event.kind !== 'job') return;
    const { id, state } = event.job;
    if (state === 'running' && !this.running.has(id)) {
      this.assigned.push(id);
      this.running.add(id);
    }
  }

  private check(): void {
    const { queued, running } = this.hub.jobs.counts('s1-linux');
    const jobs = this.hub.jobs.list();
    expect(jobs.filter(({ state }) => state === 'queued')).toHaveLength(queued);
    expect(jobs.filter(({ state }) => state === 'running')).toHaveLength(running);
    const holders = this.hub.listAgents().flatMap(({ assignedJobId }) => assignedJobId ?? []);
    expect(new Set(holders).size).toBe(holders.length);
    for (const { id, state } of jobs) if (state === 'running') expect(holders).toContain(id);
    expect(new Set(this.assigned).size).toBe(this.assigned.length);
  }
}

test('whatever agents do, each job is held by one agent at most, starts at most once, and none is overlooked', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => new Workload().run(steps)));
});

test('once agents keep coming, every job finishes', () => {
  const finishes = (steps: Parameters<Workload['run']>[0]) => {
    const workload = new Workload();
    workload.run(steps);
    const { hub } = workload;
    for (const agent of workload.agents) if (!agent.isGone) hub.disconnect(agent.token, 1e9);
    for (let round = hub.jobs.counts('s1-linux').queued; round > 0; round -= 1) {
      const agent = new SimulatedAgent(hub, `late-agent-${round}`, 1e9, { single_job: true });
      agent.sync(1e9);
      agent.finish('passed');
      agent.sync(1e9);
    }
    expect(hub.jobs.list().every(({ state }) => state === 'finished')).toBe(true);
  };
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), finishes));
});

import type { Agent } from './agent';
import { EventQueue } from './event-queue';
import { InstanceGroup } from './instance-group';
import { InstanceLife } from './instance-life';
import { JobQueue } from './job-queue';
import { endOf } from './period';
import type { Policy } from './policy';
import { Random } from './random';
import type { Scenario } from './scenario';
import type { Outcome } from './statistics';
import { type Timeline, TimelineRecorder } from './timeline';
import { lastArrival, type Trace, totalWork } from './trace';

/** Seconds after the last job that are still simulated, so that a policy pays for what it leaves behind. */
const settleLimit = 3600;
/** Seconds after which jobs that could not start are given up, beyond the time that one agent would need for all. */
const patience = 7 * 86_400;

export interface SimulatedRun extends Outcome {
  readonly timeline: Timeline;
}

/** Runs a trace through a policy made for this run: the same seed gives the same run. */
export function simulate(trace: Trace, policy: Policy, scenario: Scenario): SimulatedRun {
  return new Simulation(trace, policy, scenario).run();
}

class Simulation {
  private readonly events = new EventQueue();
  private readonly waits: Float64Array;
  private readonly timeline: TimelineRecorder;
  private readonly queue: JobQueue;
  private readonly life: InstanceLife;
  private readonly group: InstanceGroup;
  private running = 0;
  private unfinished: number;
  private busySeconds = 0;
  private lost = 0;
  private lastFinish = 0;

  constructor(
    private readonly trace: Trace,
    private readonly policy: Policy,
    private readonly scenario: Scenario,
  ) {
    const { events } = this;
    this.unfinished = trace.arrivals.length;
    this.waits = new Float64Array(this.unfinished).fill(Number.NaN);
    const tick = policy.nextTick?.() ?? scenario.tickInterval;
    this.timeline = new TimelineRecorder(lastArrival(trace) + settleLimit, tick, scenario.agentsPerInstance);
    this.queue = new JobQueue({
      events,
      random: new Random(scenario.seed, 'sync'),
      syncInterval: scenario.syncInterval,
      start: (job, agent) => this.start(job, agent),
    });
    const lose = (agent: Agent) => this.lose(agent);
    const jobs = () => ({ queued: this.queue.queued, running: this.running });
    this.life = new InstanceLife({ events, scenario, policy, queue: this.queue, group: () => this.group, jobs, lose });
    this.group = new InstanceGroup({
      events,
      min: policy.fixedSize ?? scenario.min,
      max: policy.fixedSize ?? scenario.max,
      agentsPerInstance: scenario.agentsPerInstance,
      shortages: scenario.faults.shortages,
      boot: (instance) => this.life.boot(instance),
      retire: (instance) => this.life.retire(instance),
    });
  }

  run(): SimulatedRun {
    this.planArrival(0);
    this.planChanges();
    const [first] = this.scenario.ticks;
    if (first) this.events.at(first.read, () => this.tick(0));
    else this.tick(0);
    const end = lastArrival(this.trace) + totalWork(this.trace) + patience;
    while (!this.isOver(end) && this.events.step());
    return {
      waits: this.waits.map((wait, job) => (Number.isNaN(wait) ? this.waited(job) : wait)),
      instanceSeconds: this.group.instanceSeconds(),
      busySeconds: this.busySeconds,
      agentsPerInstance: this.scenario.agentsPerInstance,
      boots: this.group.boots,
      lost: this.lost + this.unfinished,
      timeline: this.timeline.timeline(),
    };
  }

  private isOver(end: number): boolean {
    if (this.unfinished > 0) return this.events.now > end;
    return this.group.isSettled() || this.events.now > this.lastFinish + settleLimit;
  }

  private planArrival(job: number): void {
    const arrival = this.trace.arrivals[job];
    if (arrival === undefined) return;
    this.events.at(arrival, () => {
      this.queue.add(job);
      this.planArrival(job + 1);
    });
  }

  private planChanges(): void {
    const { events, scenario, policy } = this;
    for (const { from, to } of scenario.faults.outages) {
      events.at(from, () => this.queue.setReachable(false));
      events.at(to, () => this.queue.setReachable(true));
    }
    for (const time of scenario.refreshes) events.at(time, () => this.refresh(time));
    if (policy.fixedSize !== undefined) return;
    for (const { at, min, max } of scenario.sizeChanges) events.at(at, () => this.group.resize(min, max));
  }

  /** Looks at the queue, and decides when that has taken effect. */
  private tick(index: number): void {
    const { events, scenario, policy } = this;
    const [measured, next] = [scenario.ticks[index], scenario.ticks[index + 1]];
    const delay = measured === undefined ? scenario.figuresDelay : measured.decided - measured.read;
    if (delay === 0) this.decide(this.queue.queued, this.running);
    else {
      const [queued, running] = [this.queue.queued, this.running];
      events.after(delay, () => this.decide(queued, running));
    }
    const interval = policy.nextTick?.() ?? scenario.tickInterval;
    events.at(next?.read ?? events.now + interval, () => this.tick(index + 1));
  }

  private decide(queued: number, running: number): void {
    const { events, group, scenario } = this;
    this.timeline.look(events.now, {
      queued,
      running,
      instances: group.instances.size,
      starting: group.booting * scenario.agentsPerInstance,
      idle: this.queue.idleAgents + this.life.resting,
    });
    const { outages, awsOutages } = scenario.faults;
    if (endOf(outages, events.now) > events.now || endOf(awsOutages, events.now) > events.now) return;
    const sizes = group.sizes();
    const desired = this.policy.desiredCapacity({
      now: events.now,
      jobs: { queued, running },
      agents: this.life.registered,
      idle: this.queue.idleAgents + this.life.resting,
      group: sizes,
      inService: group.inService,
      instances: this.showsInstances ? group.list() : undefined,
    });
    if (desired !== sizes.desired) group.setDesired(desired);
  }

  /** Looking at the instances is most of a tick's work: only where there is something to learn. */
  private get showsInstances(): boolean {
    return this.scenario.faults.failedBoots > 0 || this.scenario.expectedBoot !== undefined;
  }

  private start(job: number, agent: Agent): void {
    const { now } = this.events;
    if (Number.isNaN(this.waits[job] ?? 0)) this.waits[job] = this.waited(job);
    this.running += 1;
    agent.become('busy');
    agent.job = job;
    agent.busySince = now;
    if (this.scenario.agentsPerInstance > 1) this.life.jobStarted(agent);
    const { generation } = agent;
    this.events.after(this.trace.durations[job] ?? 0, () => {
      if (agent.generation !== generation) return;
      this.freed(agent);
      this.unfinished -= 1;
      this.lastFinish = this.events.now;
      this.life.jobFinished(agent);
    });
  }

  private lose(agent: Agent): void {
    this.freed(agent);
    this.lost += 1;
    this.queue.rerun(agent.job);
  }

  private freed(agent: Agent): void {
    this.running -= 1;
    this.busySeconds += this.events.now - agent.busySince;
  }

  private waited(job: number): number {
    return this.events.now - (this.trace.arrivals[job] ?? 0);
  }

  /** Replaces every instance that was launched before `time`, a share of the group at a time. */
  private refresh(time: number): void {
    const { group, scenario } = this;
    const old = [...group.instances].filter((one) => one.isMember && one.launchedAt < time && one.phase === 'running');
    if (old.length === 0) return;
    const atOnce = Math.max(1, Math.floor(group.desired * scenario.refreshShare));
    const missing = Math.max(0, group.desired - group.inService);
    for (const instance of old.slice(0, Math.max(0, atOnce - missing))) this.life.retire(instance);
    this.events.after(scenario.tickInterval, () => this.refresh(time));
  }
}

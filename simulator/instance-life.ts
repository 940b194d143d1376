import type { JobCounts } from '../scaler-lambda/desired-capacity';
import type { Agent } from './agent';
import { Boots } from './boots';
import type { EventQueue } from './event-queue';
import type { Instance } from './instance';
import type { InstanceGroup } from './instance-group';
import type { JobQueue } from './job-queue';
import { endOf } from './period';
import type { EndReason, Policy } from './policy';
import { Random } from './random';
import type { Scenario } from './scenario';

/** Seconds that an agent tries to register before it gives up: 30 times, 1 s apart (semaphoreci/agent). */
const registrationLimit = 30;
/** By how much the time between two syncs varies: Semaphore's hub answers 4 to 6 s. */
const syncSpread = 0.2;
/** Seconds between two looks of the supervisor at what its agents do. */
const lookInterval = 5;
/** Seconds between two runs of agent-aws-stack's health check, which powers off an instance without an agent. */
const healthCheckInterval = 60;
/** Seconds from a spot interruption notice to the end of the instance: EC2 user guide, spot-instance-termination-notices. */
const interruptionNotice = 120;

export interface InstanceLifeProps {
  readonly events: EventQueue;
  readonly scenario: Scenario;
  readonly policy: Policy;
  readonly queue: JobQueue;
  readonly group: () => InstanceGroup;
  readonly jobs: () => JobCounts;
  /** A running job is lost with its agent. */
  readonly lose: (agent: Agent) => void;
}

/** What happens to an instance from its launch to its end. */
export class InstanceLife {
  private readonly boots: Boots;
  private readonly chances: Random;
  /** Agents that are registered, or hold their name while they leave. */
  registered = 0;
  /** Agents between a job and their next sync. */
  resting = 0;

  constructor(private readonly props: InstanceLifeProps) {
    this.boots = new Boots(props.scenario);
    this.chances = new Random(props.scenario.seed, 'chance');
  }

  boot(instance: Instance): void {
    const { events, scenario } = this.props;
    const { failedBoots, bootLimit, interruptionsPerHour } = scenario.faults;
    const time = this.boots.next();
    const fails = failedBoots > 0 && this.chances.uniform() < failedBoots;
    if (fails || time > bootLimit) {
      events.after(bootLimit, () => this.end(instance));
      return;
    }
    if (interruptionsPerHour > 0) {
      events.after(this.chances.exponential(3600 / interruptionsPerHour), () => this.interrupt(instance));
    }
    if (Number.isFinite(scenario.maxLifetime)) events.after(scenario.maxLifetime, () => this.retire(instance));
    events.after(time, () => this.register(instance));
  }

  /** The group gives an instance up: it ends when its agents have no more jobs. */
  retire(instance: Instance): void {
    const { phase } = instance;
    if (phase === 'leaving' || phase === 'gone' || phase === 'draining') return;
    instance.phase = 'draining';
    this.props.group().giveUp(instance);
    this.drain(instance);
    this.props.events.after(this.props.scenario.drainLimit, () => this.stop(instance));
  }

  jobFinished(agent: Agent): void {
    if (this.props.policy.disconnectAfterJob || agent.instance.phase !== 'running') {
      this.agentEnded(agent, 'job-finished');
    } else this.rest(agent);
  }

  /** The server tells it to wait for jobs; it asks for one, and begins to be idle, at its next sync. */
  private rest(agent: Agent): void {
    const { events, queue } = this.props;
    agent.become('resting');
    this.resting += 1;
    const { generation } = agent;
    events.after(this.syncTime(), () => {
      if (agent.generation !== generation) return;
      this.resting -= 1;
      if (queue.offer(agent)) this.watchIdle(agent);
    });
  }

  private register(instance: Instance): void {
    const { events, scenario } = this.props;
    if (instance.phase !== 'booting') return;
    const { outages, bootLimit } = scenario.faults;
    const reachable = endOf(outages, events.now);
    const abandoned = instance.launchedAt + bootLimit;
    if (reachable > abandoned) events.at(abandoned, () => this.end(instance));
    else if (reachable > events.now) events.at(reachable, () => this.register(instance));
    else if (this.registered + instance.agents.length > scenario.faults.agentQuota) {
      instance.phase = 'leaving';
      events.after(registrationLimit, () => this.end(instance));
    } else {
      this.props.group().enterService(instance);
      for (const agent of instance.agents) this.start(agent);
    }
  }

  private start(agent: Agent): void {
    this.registered += 1;
    if (this.props.queue.offer(agent)) this.watchIdle(agent);
  }

  /** The server measures idle time, and tells the agent at its next sync. */
  private watchIdle(agent: Agent): void {
    const { events, policy, scenario } = this.props;
    if (policy.idleTimeout === 0) return;
    const { generation } = agent;
    events.after(policy.idleTimeout + this.chances.between(0, scenario.syncInterval), () => {
      if (agent.generation !== generation) return;
      this.props.queue.withdraw(agent);
      this.agentEnded(agent, 'idle');
    });
  }

  private agentEnded(agent: Agent, reason: EndReason): void {
    const { instance } = agent;
    agent.become('ended');
    agent.hasEndedIdle = reason === 'idle';
    this.registered -= 1;
    if (instance.hasEnded()) this.leave(instance, reason);
    else if (this.props.policy.refills) this.fillPlaces(instance, 0);
    else if (reason === 'idle' && instance.phase === 'running' && instance.isBusy()) this.restart(agent);
  }

  /** A neighbour of agents that have ended idle: their places are filled again, now that there is work on the instance. */
  jobStarted({ instance }: Agent): void {
    if (this.props.policy.refills) this.fillPlaces(instance, this.syncTime());
  }

  /** Sees `delay` seconds later, at its next look, that somebody works here. */
  private fillPlaces(instance: Instance, delay: number): void {
    const empty = instance.agents.filter(({ state }) => state === 'ended');
    if (empty.length === 0) return;
    this.props.events.after(delay + this.chances.between(0, lookInterval), () => {
      if (instance.phase !== 'running' || !instance.isBusy()) return;
      for (const agent of empty) if (agent.state === 'ended') this.restart(agent);
    });
  }

  private syncTime(): number {
    return this.props.scenario.syncInterval * this.chances.between(1 - syncSpread, 1 + syncSpread);
  }

  private leave(instance: Instance, reason: EndReason): void {
    const { events, policy, scenario } = this.props;
    if (!instance.isMember) {
      events.after(policy.decideTime + scenario.leaveTime, () => this.end(instance));
      return;
    }
    const isClean = instance.isClean();
    if (instance.phase === 'running') instance.phase = 'deciding';
    const asked = events.now + policy.decideTime;
    events.at(endOf(scenario.faults.awsOutages, asked), () => this.decide(instance, reason, isClean));
  }

  private decide(instance: Instance, reason: EndReason, isClean: boolean): void {
    const { events, policy } = this.props;
    if (!instance.isMember) return;
    const group = this.props.group();
    const view = { now: events.now, reason, isClean, group: group.sizes(), jobs: this.props.jobs() };
    const way = policy.leave({ ...view, agents: this.registered, inService: group.inService });
    if (way === 'stay' && instance.phase === 'deciding') {
      instance.phase = 'running';
      for (const agent of instance.agents) this.restart(agent);
      return;
    }
    instance.phase = 'leaving';
    const wait = way === 'power-off' ? this.chances.between(0, healthCheckInterval) : 0;
    if (wait === 0) this.depart(instance, way === 'lower');
    else events.after(wait, () => this.depart(instance, false));
  }

  /** The group knows that it goes. */
  private depart(instance: Instance, lower: boolean): void {
    const { events, scenario, group } = this.props;
    group().giveUp(instance, lower);
    events.after(scenario.leaveTime, () => this.end(instance));
  }

  private restart(agent: Agent): void {
    agent.become('starting');
    const { generation } = agent;
    this.props.events.after(this.props.scenario.agentStart, () => {
      if (agent.generation !== generation) return;
      if (agent.instance.phase === 'running') {
        this.start(agent);
        return;
      }
      this.registered += 1;
      this.agentEnded(agent, 'idle');
    });
  }

  /** Agents without a job end; those with one go on. */
  private drain(instance: Instance): void {
    const { events, policy, scenario } = this.props;
    for (const agent of instance.agents) {
      if (agent.state === 'idle') this.props.queue.withdraw(agent);
      else if (agent.state === 'resting') this.resting -= 1;
      else continue;
      agent.become('ended');
      this.registered -= 1;
    }
    const neverRegistered = instance.agents.every(({ generation }) => generation === 0);
    if (!instance.hasEnded() && !neverRegistered) return;
    events.after(policy.decideTime + scenario.leaveTime, () => this.end(instance));
  }

  private interrupt(instance: Instance): void {
    if (instance.phase === 'leaving' || instance.phase === 'gone') return;
    if (instance.phase !== 'draining') instance.phase = 'draining';
    this.drain(instance);
    this.props.events.after(interruptionNotice, () => this.stop(instance));
  }

  /** The instance ends now, and with it what runs on it. */
  private stop(instance: Instance): void {
    if (instance.phase === 'gone') return;
    for (const agent of instance.agents) {
      if (agent.state !== 'busy') continue;
      agent.become('ended');
      this.registered -= 1;
      this.props.lose(agent);
    }
    this.end(instance);
  }

  private end(instance: Instance): void {
    if (instance.phase !== 'gone') this.props.group().remove(instance);
  }
}

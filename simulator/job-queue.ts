import type { Agent } from './agent';
import type { EventQueue } from './event-queue';
import type { Random } from './random';

export interface JobQueueProps {
  readonly events: EventQueue;
  readonly random: Random;
  /** Seconds between two syncs of an idle agent. */
  readonly syncInterval: number;
  /** Has `agent` run the job with this index. */
  readonly start: (job: number, agent: Agent) => void;
}

/**
 * Jobs that wait, and agents that wait for jobs: the first agent that asks gets the first job. An agent asks at once
 * when it becomes idle, and then at every sync. Syncs without a job are not simulated: when the first of n agents asks
 * is drawn from the least of n times that are spread evenly over what is left of the sync interval.
 */
export class JobQueue {
  private readonly jobs: number[] = [];
  private head = 0;
  private readonly reruns: number[] = [];
  private readonly idle: Agent[] = [];
  private isSyncing = false;
  private everyoneHasAskedAt = 0;
  private isReachable = true;

  constructor(private readonly props: JobQueueProps) {}

  get queued(): number {
    return this.jobs.length - this.head + this.reruns.length;
  }

  get idleAgents(): number {
    return this.idle.length;
  }

  add(job: number): void {
    this.jobs.push(job);
    this.awaitSync();
  }

  /** A job that was lost with its agent goes before all others. */
  rerun(job: number): void {
    this.reruns.push(job);
    this.awaitSync();
  }

  /** An agent that is ready for a job: false when it has got one already. */
  offer(agent: Agent): boolean {
    if (this.isReachable && this.queued > 0) {
      this.assign(agent);
      return false;
    }
    agent.become('idle');
    agent.position = this.idle.length;
    this.idle.push(agent);
    this.awaitSync();
    return true;
  }

  /** An idle agent that ends. */
  withdraw(agent: Agent): void {
    const last = this.idle.pop();
    if (last !== undefined && last !== agent) {
      this.idle[agent.position] = last;
      last.position = agent.position;
    }
    agent.position = -1;
  }

  setReachable(isReachable: boolean): void {
    this.isReachable = isReachable;
    this.awaitSync();
  }

  private awaitSync(): void {
    if (this.isSyncing || !this.isReachable || this.queued === 0 || this.idle.length === 0) return;
    this.isSyncing = true;
    this.everyoneHasAskedAt = this.props.events.now + this.props.syncInterval;
    this.planSync();
  }

  private planSync(): void {
    const { events, random } = this.props;
    const rest = Math.max(0, this.everyoneHasAskedAt - events.now);
    events.after(rest * (1 - random.uniform() ** (1 / this.idle.length)), () => this.sync());
  }

  private sync(): void {
    const agent = this.idle[Math.floor(this.props.random.uniform() * this.idle.length)];
    if (agent !== undefined && this.isReachable && this.queued > 0) {
      this.withdraw(agent);
      this.assign(agent);
    }
    if (this.isReachable && this.queued > 0 && this.idle.length > 0) this.planSync();
    else this.isSyncing = false;
  }

  private assign(agent: Agent): void {
    const job = this.reruns.shift() ?? this.next();
    if (job !== undefined) this.props.start(job, agent);
  }

  private next(): number | undefined {
    const job = this.jobs[this.head];
    this.head += 1;
    // The array is cut from time to time: shift() would be linear in its length.
    if (this.head > 4096 && this.head * 2 > this.jobs.length) {
      this.jobs.splice(0, this.head);
      this.head = 0;
    }
    return job;
  }
}

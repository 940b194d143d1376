/** What agents do: the states that one is in from the launch of its instance until that is gone. */
export const agentStates = ['starting', 'idle', 'busy', 'leaving'] as const;
export type AgentState = (typeof agentStates)[number];

/** How a run looked over time, in stretches of equal length. */
export interface Timeline {
  /** Seconds that one stretch lasts. */
  readonly interval: number;
  /** Most jobs that waited at a time. */
  readonly queued: readonly number[];
  /** Most jobs that ran at a time. */
  readonly running: readonly number[];
  /** Most instances at a time. */
  readonly instances: readonly number[];
  /** Agents in each state, on average; an instance that boots or leaves counts with all the agents that it is for. */
  readonly agents: Readonly<Record<AgentState, readonly number[]>>;
}

/** What there is at a moment. */
export interface Moment {
  readonly queued: number;
  readonly running: number;
  readonly instances: number;
  /** Agents of instances that boot. */
  readonly starting: number;
  readonly idle: number;
}

/** Stretches of a timeline; plots with fewer columns put some together. */
const stretches = 600;

/** Makes a timeline from looks at a run, which have to come in the order of time. */
export class TimelineRecorder {
  private readonly interval: number;
  private readonly most: { queued: number[]; running: number[]; instances: number[] } = {
    queued: [],
    running: [],
    instances: [],
  };
  private readonly sums: Record<AgentState, number[]> = { starting: [], idle: [], busy: [], leaving: [] };
  private readonly looks: number[] = [];
  private last: Moment = { queued: 0, running: 0, instances: 0, starting: 0, idle: 0 };

  /** @param span seconds that are expected; @param tick seconds between two looks, which no stretch is shorter than */
  constructor(
    span: number,
    tick: number,
    private readonly agentsPerInstance: number,
  ) {
    this.interval = Math.max(tick, span / stretches);
  }

  look(now: number, moment: Moment): void {
    const index = Math.floor(now / this.interval);
    // A stretch in which nobody looked is as the one before.
    while (this.looks.length < index) this.note(this.looks.length, this.last);
    this.note(index, moment);
    this.last = moment;
  }

  timeline(): Timeline {
    const average = (sums: readonly number[]) => sums.map((sum, index) => sum / (this.looks[index] ?? 1));
    const { starting, idle, busy, leaving } = this.sums;
    const agents = {
      starting: average(starting),
      idle: average(idle),
      busy: average(busy),
      leaving: average(leaving),
    };
    return { interval: this.interval, ...this.most, agents };
  }

  private note(index: number, { queued, running, instances, starting, idle }: Moment): void {
    const { most, sums, looks } = this;
    if (looks.length === index) {
      looks.push(0);
      for (const values of [...Object.values(most), ...Object.values(sums)]) values.push(0);
    }
    looks[index] = (looks[index] ?? 0) + 1;
    most.queued[index] = Math.max(most.queued[index] ?? 0, queued);
    most.running[index] = Math.max(most.running[index] ?? 0, running);
    most.instances[index] = Math.max(most.instances[index] ?? 0, instances);
    const leaving = Math.max(0, instances * this.agentsPerInstance - starting - idle - running);
    add(sums.starting, index, starting);
    add(sums.idle, index, idle);
    add(sums.busy, index, running);
    add(sums.leaving, index, leaving);
  }
}

function add(values: number[], index: number, value: number): void {
  values[index] = (values[index] ?? 0) + value;
}

/** What happens at some time. */
export type Action = () => void;

interface Event {
  readonly time: number;
  readonly sequence: number;
  readonly action: Action;
}

/** A simulated clock and what is still to happen on it: earliest first, and first come, first served. */
export class EventQueue {
  private time = 0;
  private sequence = 0;
  /** A binary heap. */
  private readonly events: Event[] = [];

  /** Seconds since the start. */
  get now(): number {
    return this.time;
  }

  /** Has `action` happen at `time`, or now when that has passed. */
  at(time: number, action: Action): void {
    this.sequence += 1;
    const event = { time: Math.max(time, this.time), sequence: this.sequence, action };
    let index = this.events.length;
    this.events.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.events[parent];
      if (above === undefined || !isBefore(event, above)) break;
      this.events[index] = above;
      index = parent;
    }
    this.events[index] = event;
  }

  after(delay: number, action: Action): void {
    this.at(this.time + delay, action);
  }

  /** Moves the clock to the next event and lets it happen; false when there is none. */
  step(): boolean {
    const [first] = this.events;
    const last = this.events.pop();
    if (first === undefined || last === undefined) return false;
    if (this.events.length > 0) this.sink(last);
    this.time = first.time;
    first.action();
    return true;
  }

  /** Puts `event` where the first one was. */
  private sink(event: Event): void {
    const { events } = this;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      let below = events[child];
      if (below === undefined) break;
      const right = events[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (!isBefore(below, event)) break;
      events[index] = below;
      index = child;
    }
    events[index] = event;
  }
}

function isBefore(left: Event, right: Event): boolean {
  return left.time < right.time || (left.time === right.time && left.sequence < right.sequence);
}

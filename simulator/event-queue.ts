/** What happens at some time. */
export type Action = () => void;

/** A simulated clock and what is still to happen on it: earliest first, and first come, first served. */
export class EventQueue {
  private time = 0;
  private sequence = 0;
  private readonly times: number[] = [];
  private readonly sequences: number[] = [];
  private readonly actions: Action[] = [];

  /** Seconds since the start. */
  get now(): number {
    return this.time;
  }

  /** Has `action` happen at `time`, or now when that has passed. */
  at(time: number, action: Action): void {
    const when = Math.max(time, this.time);
    this.sequence += 1;
    let index = this.times.length;
    this.times.push(when);
    this.sequences.push(this.sequence);
    this.actions.push(action);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  after(delay: number, action: Action): void {
    this.at(this.time + delay, action);
  }

  /** Moves the clock to the next event and lets it happen; false when there is none. */
  step(): boolean {
    const [time] = this.times;
    const [action] = this.actions;
    if (time === undefined || action === undefined) return false;
    this.removeFirst();
    this.time = time;
    action();
    return true;
  }

  private removeFirst(): void {
    this.swap(0, this.times.length - 1);
    this.times.pop();
    this.sequences.pop();
    this.actions.pop();
    const length = this.times.length;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= length) return;
      const right = left + 1;
      const child = right < length && this.isBefore(right, left) ? right : left;
      if (!this.isBefore(child, index)) return;
      this.swap(child, index);
      index = child;
    }
  }

  private isBefore(left: number, right: number): boolean {
    const difference = (this.times[left] ?? 0) - (this.times[right] ?? 0);
    return difference < 0 || (difference === 0 && (this.sequences[left] ?? 0) < (this.sequences[right] ?? 0));
  }

  private swap(left: number, right: number): void {
    exchange(this.times, left, right);
    exchange(this.sequences, left, right);
    exchange(this.actions, left, right);
  }
}

function exchange<Item>(items: Item[], left: number, right: number): void {
  const [former, latter] = [items[left], items[right]];
  if (former === undefined || latter === undefined) return;
  items[left] = latter;
  items[right] = former;
}

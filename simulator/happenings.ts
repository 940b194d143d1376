import { type Timeline, TimelineRecorder } from './timeline';

/** When things happened in a run, in seconds; each list in any order. */
export interface Happenings {
  readonly arrivals: Float64Array;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** One entry an agent, as with the next two. */
  readonly launches: Float64Array;
  readonly registrations: Float64Array;
  readonly departures: Float64Array;
}

/** The timeline of a run that is known by its times only: a look at it every `tick` seconds. */
export function timelineOf(happenings: Happenings, tick: number, agentsPerInstance: number): Timeline {
  const arrived = new Count(happenings.arrivals);
  const started = new Count(happenings.starts);
  const ended = new Count(happenings.ends);
  const launched = new Count(happenings.launches);
  const registered = new Count(happenings.registrations);
  const departed = new Count(happenings.departures);
  const recorder = new TimelineRecorder(departed.last, tick, agentsPerInstance);
  for (let now = 0; now <= departed.last; now += tick) {
    const starting = launched.until(now) - registered.until(now);
    const running = started.until(now) - ended.until(now);
    recorder.look(now, {
      queued: arrived.until(now) - started.until(now),
      running,
      instances: Math.ceil((launched.until(now) - departed.until(now)) / agentsPerInstance),
      starting,
      idle: 0,
    });
  }
  return recorder.timeline();
}

/** Counts times that have passed; asked for later and later moments. */
class Count {
  private readonly times: Float64Array;
  private passed = 0;

  constructor(times: Float64Array) {
    this.times = times.slice().sort();
  }

  get last(): number {
    return this.times.at(-1) ?? 0;
  }

  until(now: number): number {
    while (this.passed < this.times.length && (this.times[this.passed] ?? 0) <= now) this.passed += 1;
    return this.passed;
  }
}

import { Boots } from '../boots';
import { timelineOf } from '../happenings';
import type { PolicyModel } from '../policy-model';
import type { Scenario } from '../scenario';
import type { SimulatedRun } from '../simulation';
import type { Trace } from '../trace';

/**
 * Knows every arrival: it launches an instance so early that it is ready when its job comes, and keeps one only where
 * that costs less than a new boot. No minimum, no faults, no ticks: a bound, not a policy.
 */
export const oracle: PolicyModel = {
  name: 'oracle',
  source: 'knows the future: a bound that no scaler reaches on waits and instance-hours at once',
  run,
};

function run(trace: Trace, scenario: Scenario): SimulatedRun {
  const { agentsPerInstance, disconnectAfterJob, decideTime, leaveTime } = scenario;
  const boots = new Boots(scenario);
  const waits = new Float64Array(trace.arrivals.length);
  const places = new Places(scenario.max * agentsPerInstance, decideTime, leaveTime);
  let busySeconds = 0;
  for (let job = 0; job < waits.length; job += 1) {
    const arrival = trace.arrivals[job] ?? 0;
    const duration = trace.durations[job] ?? 0;
    const time = boots.next();
    const kept = disconnectAfterJob ? -1 : places.worthKeeping(arrival, time);
    const place = kept >= 0 ? kept : places.firstFree();
    const start = kept >= 0 ? Math.max(arrival, places.freeAt(place)) : places.launch(place, arrival, time);
    places.occupy(place, start + duration);
    waits[job] = start - arrival;
    busySeconds += duration;
  }
  const instanceSeconds = places.paidSeconds() / agentsPerInstance;
  const launches = Math.ceil(places.launches.length / agentsPerInstance);
  const starts = waits.map((wait, job) => wait + (trace.arrivals[job] ?? 0));
  const ends = starts.map((start, job) => start + (trace.durations[job] ?? 0));
  const times = { arrivals: trace.arrivals, starts, ends, ...places.happenings() };
  const timeline = timelineOf(times, scenario.tickInterval, agentsPerInstance);
  return { waits, instanceSeconds, busySeconds, agentsPerInstance, boots: launches, lost: 0, timeline };
}

/** Room for as many agents as the group may have: when each was launched, and when its last job ends. */
class Places {
  private readonly endsAt: Float64Array;
  private used = 0;
  /** Times at which agents were launched, were ready and were gone. */
  readonly launches: number[] = [];
  private readonly registrations: number[] = [];
  private readonly departures: number[] = [];

  constructor(
    private readonly count: number,
    private readonly decideTime: number,
    private readonly leaveTime: number,
  ) {
    this.endsAt = new Float64Array(count);
  }

  freeAt(place: number): number {
    return this.endsAt[place] ?? 0;
  }

  private goneAt(end: number): number {
    return end + this.decideTime + this.leaveTime;
  }

  /** A place that was never used, or the one whose job ends first. */
  firstFree(): number {
    if (this.used < this.count) return this.used;
    let first = 0;
    for (let place = 1; place < this.used; place += 1) if (this.freeAt(place) < this.freeAt(first)) first = place;
    return first;
  }

  /** The agent that became free last, if keeping it until `arrival` costs less than a boot; else -1. */
  worthKeeping(arrival: number, boot: number): number {
    let best = -1;
    for (let place = 0; place < this.used; place += 1) {
      const free = this.freeAt(place);
      if (free <= arrival && arrival - free <= boot && (best < 0 || free > this.freeAt(best))) best = place;
    }
    const isFull = this.used === this.count;
    return best >= 0 || !isFull || this.freeAt(this.firstFree()) <= arrival ? best : this.firstFree();
  }

  /** Launches an agent so that it is ready at `arrival`, or as soon as there is room; returns when it is. */
  launch(place: number, arrival: number, boot: number): number {
    const isNew = place === this.used;
    const start = Math.max(arrival, (isNew ? 0 : this.freeAt(place) + this.decideTime) + boot);
    if (isNew) this.used += 1;
    else this.departures.push(this.goneAt(this.freeAt(place)));
    this.launches.push(start - boot);
    this.registrations.push(start);
    return start;
  }

  occupy(place: number, until: number): void {
    this.endsAt[place] = until;
  }

  paidSeconds(): number {
    const { launches, departures } = this.happenings();
    const total = (times: Float64Array) => times.reduce((sum, time) => sum + time, 0);
    return total(departures) - total(launches);
  }

  happenings() {
    const last = this.endsAt.subarray(0, this.used).map((end) => this.goneAt(end));
    return {
      launches: Float64Array.from(this.launches),
      registrations: Float64Array.from(this.registrations),
      departures: Float64Array.from([...this.departures, ...last]),
    };
  }
}

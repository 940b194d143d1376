import type { PolicyModel } from '../policy-model';
import { Random } from '../random';
import type { Scenario } from '../scenario';
import type { SimulatedRun } from '../simulation';
import { newTimeline, record } from '../timeline';
import { lastArrival, type Trace } from '../trace';

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
  const { agentsPerInstance, boot, bootDeviation, disconnectAfterJob, leaveTime } = scenario;
  const boots = new Random(scenario.seed, 'boot');
  const waits = new Float64Array(trace.arrivals.length);
  const timeline = newTimeline(lastArrival(trace) + 3600);
  const places = new Places(scenario.max * agentsPerInstance, leaveTime);
  let busySeconds = 0;
  for (let job = 0; job < waits.length; job += 1) {
    const arrival = trace.arrivals[job] ?? 0;
    const duration = trace.durations[job] ?? 0;
    const time = Math.max(boot / 4, boots.normal(boot, bootDeviation));
    const kept = disconnectAfterJob ? -1 : places.worthKeeping(arrival, time);
    const place = kept >= 0 ? kept : places.firstFree();
    const start = kept >= 0 ? Math.max(arrival, places.freeAt(place)) : places.launch(place, arrival, time);
    places.occupy(place, start + duration);
    waits[job] = start - arrival;
    busySeconds += duration;
    record(timeline, start, 0, 1, 1);
  }
  const instanceSeconds = places.paidSeconds() / agentsPerInstance;
  const launches = Math.ceil(places.launches / agentsPerInstance);
  return { waits, instanceSeconds, busySeconds, agentsPerInstance, boots: launches, lost: 0, timeline };
}

/** Room for as many agents as the group may have: when each was launched, and when its last job ends. */
class Places {
  private readonly launchedAt: Float64Array;
  private readonly endsAt: Float64Array;
  private used = 0;
  private paid = 0;
  launches = 0;

  constructor(
    private readonly count: number,
    private readonly leaveTime: number,
  ) {
    this.launchedAt = new Float64Array(count);
    this.endsAt = new Float64Array(count);
  }

  freeAt(place: number): number {
    return this.endsAt[place] ?? 0;
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
    const start = Math.max(arrival, (isNew ? 0 : this.freeAt(place) + this.leaveTime) + boot);
    if (isNew) this.used += 1;
    else this.paid += this.freeAt(place) + this.leaveTime - (this.launchedAt[place] ?? 0);
    this.launchedAt[place] = start - boot;
    this.launches += 1;
    return start;
  }

  occupy(place: number, until: number): void {
    this.endsAt[place] = until;
  }

  paidSeconds(): number {
    let seconds = this.paid;
    for (let place = 0; place < this.used; place += 1) {
      seconds += this.freeAt(place) + this.leaveTime - (this.launchedAt[place] ?? 0);
    }
    return seconds;
  }
}

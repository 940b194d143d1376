import type { PolicyModel } from '../policy-model';
import { Random } from '../random';
import type { Scenario } from '../scenario';
import type { SimulatedRun } from '../simulation';
import { newTimeline, record } from '../timeline';
import { lastArrival, type Trace } from '../trace';

/** A place in the group: when its instance was launched, and when its last job ended. */
interface Place {
  launchedAt: number;
  freeAt: number;
}

/**
 * Knows every arrival: it launches an instance so early that it is ready when its job comes, and keeps one only where
 * that costs less than a new boot. No minimum, no faults, no ticks: a bound, not a policy.
 */
export const oracle: PolicyModel = {
  name: 'oracle',
  source: 'knows the future; what no scaler can beat on waits and instance-hours at once',
  run,
};

function run(trace: Trace, scenario: Scenario): SimulatedRun {
  const boots = new Random(scenario.seed, 'boot');
  const waits = new Float64Array(trace.arrivals.length);
  const timeline = newTimeline(lastArrival(trace) + 3600);
  const places: Place[] = [];
  const count = scenario.max * scenario.agentsPerInstance;
  let agentSeconds = 0;
  let busySeconds = 0;
  let launches = 0;
  trace.arrivals.forEach((arrival, job) => {
    const duration = trace.durations[job] ?? 0;
    const boot = Math.max(scenario.boot / 4, boots.normal(scenario.boot, scenario.bootDeviation));
    const reused = scenario.disconnectAfterJob ? undefined : reusable(places, arrival, boot, places.length >= count);
    let start: number;
    if (reused) start = Math.max(arrival, reused.freeAt);
    else {
      const former = places.length >= count ? takeFirstFree(places) : undefined;
      if (former) agentSeconds += former.freeAt + scenario.leaveTime - former.launchedAt;
      const earliest = former ? former.freeAt + scenario.leaveTime : 0;
      start = Math.max(arrival, earliest + boot);
      places.push({ launchedAt: start - boot, freeAt: start });
      launches += 1;
    }
    const place = reused ?? places.at(-1);
    if (place) place.freeAt = start + duration;
    waits[job] = start - arrival;
    busySeconds += duration;
    record(timeline, start, 0, 1, 1);
  });
  for (const { launchedAt, freeAt } of places) agentSeconds += freeAt + scenario.leaveTime - launchedAt;
  const { agentsPerInstance } = scenario;
  const instanceSeconds = agentSeconds / agentsPerInstance;
  return {
    waits,
    instanceSeconds,
    busySeconds,
    agentsPerInstance,
    boots: Math.ceil(launches / agentsPerInstance),
    lost: 0,
    timeline,
  };
}

/** The place that has been free for the shortest time, if waiting for this job cost less than a boot. */
function reusable(places: Place[], arrival: number, boot: number, isFull: boolean): Place | undefined {
  let best: Place | undefined;
  for (const place of places) {
    if (place.freeAt > arrival || arrival - place.freeAt > boot) continue;
    if (best === undefined || place.freeAt > best.freeAt) best = place;
  }
  if (best !== undefined || !isFull) return best;
  return places.reduce((first, place) => (place.freeAt < first.freeAt ? place : first));
}

function takeFirstFree(places: Place[]): Place | undefined {
  let first = 0;
  places.forEach((place, index) => {
    if (place.freeAt < (places[first]?.freeAt ?? 0)) first = index;
  });
  return places.splice(first, 1)[0];
}

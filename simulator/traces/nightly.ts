import { poissonArrivals } from './arrivals';
import { jobDuration, type TraceGenerator } from './generator';
import { day, hour, officeActivity } from './week';

/** When the batch starts. */
const batchStart = 2 * hour;
/** Jobs of one night. */
const batch = 200;
/** Jobs per second at day, when the office is busiest. */
const busiest = 8 / hour;

export const nightly: TraceGenerator = {
  name: 'nightly',
  description: 'a batch of 200 long jobs each night at two, more than the group may have instances, and quiet days',
  *jobs({ random, span, volume }) {
    for (let start = batchStart; start < span; start += day) {
      for (let job = 0; job < batch * volume; job += 1) {
        const arrival = start + random.between(0, 60);
        if (arrival < span) yield { arrival, duration: jobDuration(random, 600, 0.6) };
      }
    }
    const rate = (time: number) => busiest * volume * officeActivity(time);
    for (const arrival of poissonArrivals(random, span, busiest * volume, rate)) {
      yield { arrival, duration: jobDuration(random) };
    }
  },
};

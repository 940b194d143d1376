import { poissonArrivals } from './arrivals';
import { jobDuration, type TraceGenerator } from './generator';
import { hour, officeActivity } from './week';

/** Merge trains per second when the office is busiest. */
const busiest = 1 / hour;

export const bursts: TraceGenerator = {
  name: 'bursts',
  description: 'merge trains: 20 to 60 jobs at once, about eight times a workday',
  *jobs({ random, span, volume }) {
    for (const start of poissonArrivals(random, span, busiest, (time) => busiest * officeActivity(time))) {
      const jobs = Math.max(1, Math.round(random.integer(20, 60) * volume));
      for (let job = 0; job < jobs; job += 1) {
        yield { arrival: start + random.between(0, 2), duration: jobDuration(random) };
      }
    }
  },
};

import { poissonArrivals } from './arrivals';
import { jobDuration, type TraceGenerator } from './generator';
import { hour } from './week';

/** Jobs per second. */
const steady = 12 / hour;

export const trickle: TraceGenerator = {
  name: 'trickle',
  description: 'a job every five minutes on average, day and night',
  *jobs({ random, span, volume }) {
    for (const arrival of poissonArrivals(random, span, steady * volume, () => steady * volume)) {
      yield { arrival, duration: jobDuration(random) };
    }
  },
};

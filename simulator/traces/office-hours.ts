import { poissonArrivals } from './arrivals';
import { jobDuration, type TraceGenerator } from './generator';
import { day, hour, officeActivity } from './week';

/** Time zone of the second office, behind the first. */
const otherOffice = 7 * hour;
/** Jobs per second when one office is busiest. */
const busiest = 60 / hour;

export const officeHours: TraceGenerator = {
  name: 'office-hours',
  description: 'two offices seven hours apart, with a dip at lunch, and quiet nights and weekends',
  *jobs({ random, span, volume }) {
    const rate = (time: number) =>
      busiest * volume * (officeActivity(time) + 0.6 * officeActivity(time - otherOffice + 7 * day));
    for (const arrival of poissonArrivals(random, span, 1.6 * busiest * volume, rate)) {
      yield { arrival, duration: jobDuration(random) };
    }
  },
};

import { poissonArrivals } from './arrivals';
import { jobDuration, type TraceGenerator } from './generator';
import { hour, isWorkday, officeActivity } from './week';

/** Jobs per second in the busiest hour. */
const busiest = 40 / hour;
/** On Saturday and Sunday. */
const weekend = 0.5 / 24 / hour;

export const idleWeekend: TraceGenerator = {
  name: 'idle-weekend',
  description: 'one office that leaves its fleet alone from Friday evening to Monday morning',
  *jobs({ random, span, volume }) {
    const rate = (time: number) => volume * (isWorkday(time) ? busiest * officeActivity(time) : weekend);
    for (const arrival of poissonArrivals(random, span, busiest * volume, rate)) {
      yield { arrival, duration: jobDuration(random) };
    }
  },
};

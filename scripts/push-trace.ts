// Makes a trace of the pushes to a repository, for docs/scaling.md: arrivals that nobody made up, with made-up durations:
//   git log --format=%ct | npx tsx scripts/push-trace.ts 2017-03-27 4 1,4,6,1 > pushes.csv
// takes the four weeks from that Monday; each push starts 1 job, then 4, then 6, then 1.
import { text } from 'node:stream/consumers';
import { Random } from '../simulator/random';

const [monday = '', weeks = '4', stages = '6', mean = '240'] = process.argv.slice(2);
const start = Date.parse(monday) / 1000;
const end = start + Number(weeks) * 7 * 86_400;
/** Commits that are less than this apart, in seconds, are one push. */
const together = 20;
const random = new Random(7, 'push-trace');

async function main(): Promise<void> {
  const commits = (await text(process.stdin)).trim().split('\n').map(Number);
  const times = commits.filter((time) => time >= start && time < end).sort((left, right) => left - right);
  const pushes = times.filter((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= together);
  const jobs = pushes.flatMap((time) => jobsOf(time - start)).sort(([left], [right]) => left - right);
  console.log('arrival_seconds,duration_seconds');
  for (const [arrival, duration] of jobs) console.log(`${arrival.toFixed(1)},${duration.toFixed(1)}`);
}

/** Arrival and duration of each job; a stage begins when the one before has ended. */
function jobsOf(push: number): [number, number][] {
  let arrival = push;
  return stages.split(',').flatMap((count) => {
    const durations = Array.from({ length: Number(count) }, () => random.logNormal(Number(mean), 0.7));
    const stage = durations.map((duration): [number, number] => [arrival + random.between(0, 3), duration]);
    arrival += Math.max(...durations) + random.between(5, 60);
    return stage;
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

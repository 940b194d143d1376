// For each point of the front that Buildkite's scaler reaches with its settings, what of ours does best while no worse on
// mean wait and instance-hours, over `size.readyFor` and the idle time-out, for docs/scaling.md:
//   npx tsx scripts/compare-with-buildkite.ts [seeds] [days]
import { deployed } from '../simulator/policies/agent-fleet';
import { elasticStack } from '../simulator/policies/buildkite';
import type { Policy } from '../simulator/policy';
import { simulated } from '../simulator/policy-model';
import type { Scenario } from '../simulator/scenario';
import { type RuleFigures, ruleFigures, type TraceKind, traceKinds } from './rule-figures';

interface Point extends RuleFigures {
  readonly setting: string;
}

const [seeds = '1,2', days = '7'] = process.argv.slice(2);

for (const kind of traceKinds(seeds.split(',').map(Number), Number(days))) {
  const ours = ownPoints(kind);
  console.log(kind.name);
  for (const point of frontOf(buildkitePoints(kind))) {
    const best = bestOf(ours, point);
    const verdict = best
      ? `${best.setting}: ${share(best.mean, point.mean)} / ${share(best.hours, point.hours)}`
      : 'none';
    console.log(`  ${point.setting}: ${point.mean.toFixed(1)} s, ${point.hours.toFixed(0)} h; ${verdict}`);
  }
}

function buildkitePoints(kind: TraceKind): Point[] {
  const settings = [0, 1, 2, 3, 5, 8].flatMap((instanceBuffer) =>
    [60, 300, 600].map((idlePeriod) => ({ instanceBuffer, idlePeriod })),
  );
  return settings.map((setting) =>
    pointOf(JSON.stringify(setting), kind, (scenario) =>
      elasticStack(scenario, { ...setting, terminateAfterJob: true, scaleOutCooldown: 0 }),
    ),
  );
}

function ownPoints(kind: TraceKind): Point[] {
  const settings = [0, 10, 20, 30, 40, 50, 60, 65, 70, 74, 77, 80, 84, 87, 90, 93, 95, 97, 99].flatMap((readyFor) =>
    [60, 300, 600].map((idleTimeout) => ({ readyFor, idleTimeout })),
  );
  return settings.map((setting) =>
    pointOf(JSON.stringify(setting), kind, (scenario) => deployed({ ...scenario, ...setting })),
  );
}

function pointOf(setting: string, kind: TraceKind, create: (scenario: Scenario) => Policy): Point {
  return { setting, ...ruleFigures(simulated(setting, '', create), kind) };
}

function frontOf(points: readonly Point[]): Point[] {
  return points.filter((point) => !points.some(({ mean, hours }) => mean < point.mean && hours < point.hours));
}

function bestOf(ours: readonly Point[], { mean, hours }: Point): Point | undefined {
  const gain = (point: Point) => Math.min(point.mean / mean, point.hours / hours);
  const noWorse = ours.filter((point) => point.mean <= mean && point.hours <= hours);
  return noWorse.toSorted((left, right) => gain(left) - gain(right))[0];
}

function share(part: number, whole: number): string {
  return (part / whole).toFixed(2);
}

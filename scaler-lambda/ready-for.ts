import type { SpareSettings } from './spare-agents';

type Readiness = Omit<SpareSettings, 'leadTime'>;

/** What the search in docs/scaling.md found to pay at some values of `size.readyFor`, in percent. */
const anchors: readonly (Readiness & { readonly at: number })[] = [
  { at: 0, expected: 0, deviations: 0, rounding: 0, clusterDiscount: 0.5, perFinished: 0, keepOne: 0 },
  { at: 35, expected: 1, deviations: 0.1, rounding: 0.3, clusterDiscount: 0.5, perFinished: 0.15, keepOne: 0 },
  { at: 50, expected: 1, deviations: 0.35, rounding: 0.4, clusterDiscount: 0, perFinished: 0.4, keepOne: 200 },
  { at: 90, expected: 1, deviations: 1.5, rounding: 0.7, clusterDiscount: 0, perFinished: 0.6, keepOne: 900 },
  { at: 99, expected: 1, deviations: 3, rounding: 0.9, clusterDiscount: 0, perFinished: 0.9, keepOne: 1800 },
];

/** How many agents are spare so that about `percent` of the jobs that come one by one find an idle agent. */
export function readyFor(percent: number): Readiness {
  const next = anchors.findIndex(({ at }, index) => index > 0 && percent <= at);
  const [low, high] = [anchors[next - 1], anchors[next]];
  if (!low || !high || percent < low.at) throw new RangeError(`readyFor is ${percent}; must be from 0 to 99`);
  const share = (percent - low.at) / (high.at - low.at);
  const between = (of: (readiness: Readiness) => number) => of(low) + share * (of(high) - of(low));
  return {
    expected: between(({ expected }) => expected),
    deviations: between(({ deviations }) => deviations),
    rounding: between(({ rounding }) => rounding),
    clusterDiscount: between(({ clusterDiscount }) => clusterDiscount),
    perFinished: between(({ perFinished }) => perFinished),
    keepOne: between(({ keepOne }) => keepOne),
  };
}

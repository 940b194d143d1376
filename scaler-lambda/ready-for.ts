import type { SpareSettings } from './spare-agents';

type Readiness = Omit<SpareSettings, 'leadTime'>;

/** The share of jobs, in percent, that find an idle agent where jobs come one by one, and what brings it about. */
const anchors: readonly (Readiness & { readonly at: number })[] = [
  { at: 0, expected: 0, deviations: 0, rounding: 0, perFinished: 0, keepOne: 0 },
  { at: 30, expected: 1, deviations: 0, rounding: 0.25, perFinished: 0.1, keepOne: 0 },
  { at: 40, expected: 1, deviations: 0.1, rounding: 0.3, perFinished: 0.2, keepOne: 60 },
  { at: 50, expected: 1, deviations: 0.35, rounding: 0.44, perFinished: 0.34, keepOne: 220 },
  { at: 65, expected: 1, deviations: 0.6, rounding: 0.5, perFinished: 0.45, keepOne: 300 },
  { at: 75, expected: 1, deviations: 1, rounding: 0.6, perFinished: 0.5, keepOne: 500 },
  { at: 85, expected: 1, deviations: 1.5, rounding: 0.7, perFinished: 0.6, keepOne: 900 },
  { at: 93, expected: 1, deviations: 2.2, rounding: 0.8, perFinished: 0.75, keepOne: 1400 },
  { at: 97, expected: 1, deviations: 3, rounding: 0.9, perFinished: 0.9, keepOne: 1800 },
  { at: 99, expected: 1, deviations: 4, rounding: 0.95, perFinished: 1, keepOne: 3600 },
];

/** What about `percent` of readiness needs, between the shares that were tried; the figures are in docs/scaling.md. */
export function readyFor(percent: number): Readiness {
  const next = anchors.findIndex(({ at }, index) => index > 0 && percent <= at);
  const [low, high] = [anchors[next - 1], anchors[next]];
  if (!low || !high || percent < low.at) throw new RangeError(`readyFor is ${percent}; must be from 0 to 99`);
  const share = (percent - low.at) / (high.at - low.at);
  return {
    expected: between(low.expected, high.expected, share),
    deviations: between(low.deviations, high.deviations, share),
    rounding: between(low.rounding, high.rounding, share),
    perFinished: between(low.perFinished, high.perFinished, share),
    keepOne: between(low.keepOne, high.keepOne, share),
  };
}

function between(low: number, high: number, share: number): number {
  return low + share * (high - low);
}

import fc from 'fast-check';
import { noBoots } from '../../scaler-lambda/boots';
import { decideSize, noMemory } from '../../scaler-lambda/sizing';
import { formatRecollection, isWorthNoting, parseRecollection } from '../../scaler-lambda/wanted-note';

const note = { wanted: 4, spare: 1, min: 0, max: 9, at: 1000 };

test('what was learned comes back, but for launches that were under way', () => {
  const boots = { ...noBoots, seconds: 82.5, pending: [{ id: 'a', since: 990 }] };
  const { demand } = decideSize(
    noMemory(900),
    { now: 1000, jobs: { queued: 3, running: 2 }, idle: 0, group: { min: 0, max: 9, desired: 0 }, inService: 0 },
    { agentsPerInstance: 1, readyFor: 50, expectedBoot: 75 },
  ).memory;
  const text = formatRecollection({ note, memory: { demand, boots } });
  expect(parseRecollection(text, 2000)).toEqual({ note, memory: { demand, boots: { ...boots, pending: [] } } });
  // A parameter of the Standard tier.
  expect(text.length).toBeLessThan(1000);
});

const whole = formatRecollection({ note, memory: { demand: noMemory(1000).demand, boots: noBoots } });

test.each([
  ['nobody has written', '{}'],
  ['is cut off', whole.slice(0, -5)],
  ['another version wrote', whole.replace('"version":1', '"version":2')],
  ['comes from the future', whole.replaceAll('1000', '9000')],
  ['holds no numbers', whole.replace('"rate":0', '"rate":"NaN"')],
  ['holds a number beyond all reason', whole.replace('"rate":0', '"rate":1e300')],
])('a value that %s makes the scaler start afresh', (_, text) => {
  expect(parseRecollection(text, 2000)).toBeUndefined();
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseRecollection(text, 0) === undefined));
});

test('a note is written when there is none, at once for other sizes, and else once a minute when something is new', () => {
  const { at: _, ...wanted } = note;
  expect(isWorthNoting(undefined, wanted, 1000)).toBe(true);
  expect(isWorthNoting(note, wanted, 99_000)).toBe(false);
  expect(isWorthNoting(note, { ...wanted, max: 12 }, 1005)).toBe(true);
  expect(isWorthNoting(note, { ...wanted, spare: 2 }, 1059)).toBe(false);
  expect(isWorthNoting(note, { ...wanted, spare: 2 }, 1060)).toBe(true);
  expect(isWorthNoting(note, { ...wanted, wanted: 3 }, 1060)).toBe(true);
});

test('a note from before the clock was set back is written over at once', () => {
  const { at: _, ...wanted } = note;
  expect(isWorthNoting(note, wanted, 400)).toBe(true);
});

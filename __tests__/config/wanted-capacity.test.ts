import fc from 'fast-check';
import { parseWantedCapacity } from '../../config/wanted-capacity';

const wanted = { wanted: 12, spare: 3, min: 0, max: 20 };

test('what the scaler wrote is understood, whatever else it keeps there', () => {
  const text = JSON.stringify({ ...wanted, memory: { version: 9 } });
  expect(parseWantedCapacity(text)).toEqual(wanted);
});

test.each([
  '{}',
  '',
  'null',
  '[]',
  '{"wanted":1,"spare":0}',
  ...['-1', '1.5', '"2"'].map((count) => `{"wanted":${count},"spare":0,"min":0,"max":9}`),
])('nothing is wanted by %j', (text) => {
  expect(parseWantedCapacity(text)).toBeUndefined();
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => parseWantedCapacity(text) === undefined));
  expect(parseWantedCapacity(undefined)).toBeUndefined();
});

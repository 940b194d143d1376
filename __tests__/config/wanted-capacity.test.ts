import fc from 'fast-check';
import { parseWantedCapacity } from '../../config/wanted-capacity';

test('what the scaler wrote is understood, whatever else it keeps there', () => {
  const text = JSON.stringify({ wanted: 12, spare: 3, memory: { version: 9 } });
  expect(parseWantedCapacity(text)).toEqual({ wanted: 12, spare: 3 });
});

test.each(['{}', '', 'null', '[]', '{"wanted":-1,"spare":0}', '{"wanted":1.5,"spare":0}', '{"wanted":"2","spare":1}'])(
  'nothing is wanted by %j',
  (text) => {
    expect(parseWantedCapacity(text)).toBeUndefined();
  },
);

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string(), (text) => parseWantedCapacity(text) === undefined));
  expect(parseWantedCapacity(undefined)).toBeUndefined();
});

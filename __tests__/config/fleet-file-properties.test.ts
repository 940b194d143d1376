import fc from 'fast-check';
import { stringify } from 'yaml';
import { DataSize } from '../../config/data-size';
import { Duration } from '../../config/duration';
import { FleetFileError } from '../../config/fleet-file-error';
import { fleetJsonSchema } from '../../config/json-schema';
import { parseFleet } from '../../config/load-fleet';
import { mergeValues, type PlacedMapping, type PlacedValue, plainValue } from '../../config/placed-value';
import { arbitraryFleetFile } from './arbitrary-fleet-file';
import { jsonSchemaErrors } from './json-schema-errors';

test('every sensible fleet file is accepted, as YAML and as JSON, with the same result', () => {
  const isAccepted = (file: Record<string, unknown>) => {
    const fromJson = parseFleet(JSON.stringify(file)).fleet;
    expect(parseFleet(stringify(file)).fleet).toEqual(fromJson);
    expect(fromJson.agentTypes.length).toBeGreaterThan(0);
  };
  fc.assert(fc.property(arbitraryFleetFile, isAccepted));
});

test('what the loader accepts, editors accept', () => {
  const errors = jsonSchemaErrors(fleetJsonSchema());
  fc.assert(fc.property(arbitraryFleetFile, (file) => expect(errors(JSON.parse(JSON.stringify(file)))).toEqual([])));
});

test('any text is either a fleet or a list of problems, never another failure', () => {
  const isFleetOrProblems = (text: string) => {
    try {
      return parseFleet(text).fleet.agentTypes.length > 0;
    } catch (error) {
      return error instanceof FleetFileError && error.problems.length > 0;
    }
  };
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), isFleetOrProblems));
  const junk = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      tie('mapping'),
    ),
    mapping: fc.dictionary(
      fc.constantFrom(
        'name',
        'region',
        'semaphore',
        'agentTypes',
        's1-a',
        'size',
        'max',
        'headroom',
        'defaults',
        'token',
        'tags',
        'cache',
        'state',
      ),
      tie('value'),
    ),
  })).mapping;
  fc.assert(fc.property(junk, (file) => isFleetOrProblems(JSON.stringify(file))));
});

test('spoiling one setting of a sound file gives problems about that setting', () => {
  const isReported = (file: Record<string, unknown>) => {
    const text = stringify({ ...file, region: 'nowhere' });
    expect(() => parseFleet(text)).toThrow(/region is "nowhere"; must be an AWS region/);
  };
  fc.assert(fc.property(arbitraryFleetFile, isReported), { numRuns: 20 });
});

test('a duration reads back as it was written, in its shortest form', () => {
  const isKept = (seconds: number) => Duration.parse(String(Duration.seconds(seconds)))?.seconds === seconds;
  fc.assert(fc.property(fc.nat(100_000_000), isKept));
  expect([90, 300, 7200, 172_800, 0].map((seconds) => String(Duration.seconds(seconds)))).toEqual([
    '90s',
    '5m',
    '2h',
    '2d',
    '0s',
  ]);
});

test('a size reads back as it was written', () => {
  const isKept = (gib: number) => DataSize.parse(String(DataSize.gib(gib)))?.gib === gib;
  fc.assert(fc.property(fc.nat(1_000_000), isKept));
  expect([64, 1024, 1536, 0].map((gib) => String(DataSize.gib(gib)))).toEqual(['64GiB', '1TiB', '1536GiB', '0GiB']);
});

describe('merging defaults', () => {
  const place = { file: undefined, line: undefined, name: '', isDefault: false };
  const scalar = fc.integer().map((value): PlacedValue => ({ kind: 'scalar', place, value }));
  const list = fc.array(scalar, { maxLength: 3 }).map((items): PlacedValue => ({ kind: 'list', place, items }));
  const mapping = (value: fc.Arbitrary<PlacedValue>) =>
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), value).map(
      (entries): PlacedMapping => ({
        kind: 'mapping',
        place,
        entries: new Map(Object.entries(entries).map(([key, inner]) => [key, { key: place, value: inner }])),
      }),
    );
  const flat = fc.oneof(scalar, list);
  const nested = mapping(fc.oneof(flat, mapping(flat)));
  const empty: PlacedMapping = { kind: 'mapping', place, entries: new Map() };
  const same = (left: PlacedValue, right: PlacedValue) => expect(plainValue(left)).toEqual(plainValue(right));

  test('nothing on either side changes nothing', () => {
    fc.assert(fc.property(nested, (value) => same(mergeValues(empty, value), value)));
    fc.assert(fc.property(nested, (value) => same(mergeValues(value, empty), value)));
  });

  test('merging twice is merging once, and merging with oneself changes nothing', () => {
    fc.assert(
      fc.property(nested, nested, (base, own) =>
        same(mergeValues(base, mergeValues(base, own)), mergeValues(base, own)),
      ),
    );
    fc.assert(fc.property(nested, (value) => same(mergeValues(value, value), value)));
  });

  test('lists and scalars of the agent type replace those of the defaults', () => {
    fc.assert(
      fc.property(mapping(flat), mapping(flat), (base, own) => {
        const expected = { ...Object(plainValue(base)), ...Object(plainValue(own)) };
        expect(plainValue(mergeValues(base, own))).toEqual(expected);
      }),
    );
  });
});

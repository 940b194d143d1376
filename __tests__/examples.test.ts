import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fleetJsonSchema } from '../config/json-schema';
import { loadFleet } from '../config/load-fleet';
import { jsonSchemaErrors } from './config/json-schema-errors';

const root = join(__dirname, '..');
const examples = readdirSync(join(root, 'examples'));
const env = { SEMAPHORE_ENDPOINT: 'http://127.0.0.1:4567' };

function load(name: string) {
  return loadFleet({ path: join('examples', name), env, cwd: root });
}

test.each(examples)('%s is a fleet', (name) => {
  expect(load(name).fleet.agentTypes.length).toBeGreaterThan(0);
});

test.each(examples)('%s carries the hint for editors and passes their check', (name) => {
  const text = readFileSync(join(root, 'examples', name), 'utf8');
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../fleet.schema.json');
  expect(jsonSchemaErrors(fleetJsonSchema())(parse(text, { merge: true }))).toEqual([]);
});

test('fleet.schema.json is what the settings say (npm run update-configuration brings it up to date)', () => {
  const written: unknown = JSON.parse(readFileSync(join(root, 'fleet.schema.json'), 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(fleetJsonSchema())));
});

test('the smallest example has five lines', () => {
  const lines = readFileSync(join(root, 'examples', 'linux.yaml'), 'utf8')
    .trim()
    .split('\n');
  expect(lines.filter((line) => !line.startsWith('#'))).toHaveLength(5);
});

test('the demo has two agent types that grow from nothing', () => {
  const { fleet } = load('two-agent-types.yaml');
  expect(fleet.agentTypes.map(({ name }) => name)).toEqual(['s1-small', 's1-large']);
  expect(fleet.endpoint).toEqual({ host: '127.0.0.1:4567', https: false });
  for (const { size } of fleet.agentTypes) expect(size.min).toBe(0);
});

test('editors are told of a misspelt key, a wrong type and a value out of range, in defaults too', () => {
  const errors = jsonSchemaErrors(fleetJsonSchema());
  const file = {
    name: 'acme',
    region: 'us-east-1',
    semaphore: { organization: 'acme' },
    defaults: { size: { mni: 1 } },
    agentTypes: { 's1-a': { token: { parameter: '/a' }, size: { max: 5000 }, agent: { perInstance: 'two' } } },
  };
  expect(errors(file)).toEqual([
    '/defaults/size must NOT have additional properties',
    '/agentTypes/s1-a/size/max must be <= 1000',
    expect.stringMatching(/^\/agentTypes\/s1-a\/agent\/perInstance must match pattern/),
  ]);
});

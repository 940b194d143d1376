import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoFleet } from '../../../local/demo/demo-fleet';

const hubUrl = 'http://127.0.0.1:4444';
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-fleet-demo-fleet-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const rest =
  'region: us-east-1\ntags: &tags { team: a }\nagentTypes:\n  s1-a: { token: { parameter: /a }, tags: *tags }\n';

async function prepare(text: string) {
  await writeFile(join(folder, 'own.yaml'), text);
  return demoFleet({ path: 'own.yaml', env: {}, cwd: folder, hubUrl, folder });
}

test('a fleet file that takes its endpoint from SEMAPHORE_ENDPOINT is deployed as it is', async () => {
  const { fleet, file } = await prepare(`name: own\nsemaphore: { endpoint: "\${env:SEMAPHORE_ENDPOINT}" }\n${rest}`);
  expect(file).toBe(join(folder, 'own.yaml'));
  expect(fleet.endpoint).toEqual({ host: '127.0.0.1:4444', https: false });
});

test('a fleet file that names a real Semaphore never reaches it', async () => {
  const text = `name: own # mine\nsemaphore: { organization: acme }\n${rest}`;
  const { fleet, file } = await prepare(text);
  expect(fleet.endpoint).toEqual({ host: '127.0.0.1:4444', https: false });
  expect(fleet.agentTypes.map(({ name }) => name)).toEqual(['s1-a']);
  expect(await readFile(file, 'utf8')).not.toContain('acme');
  expect(await readFile(join(folder, 'own.yaml'), 'utf8')).toBe(text);
});

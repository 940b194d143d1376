import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadFleet, parseFleet } from '../../config/load-fleet';
import { buildFunctionBundles } from '../../modules/function-bundle';
import { synthesizeFleet } from '../../stacks/fleet-app';
import { StateStack } from '../../stacks/state-stack';
import { pinnedVersionsFile } from '../pinned-versions';
import { fleetText } from '../synth-agent-stack';
import { checkovFindings, type Finding } from './checkov';

jest.setTimeout(600_000);

const suppression = z.strictObject({
  check: z.string(),
  resources: z.array(z.string()).min(1),
  reason: z.string().min(20),
});
const root = join(__dirname, '..', '..');
const nothing = { bucket: false, lifecycle: false, keyId: undefined, alias: false, stateObject: false };

let folder: string;
let findings: readonly Finding[];
let suppressions: readonly z.infer<typeof suppression>[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkov-'));
  const outdir = join(folder, 'out');
  await mkdir(outdir);
  await buildFunctionBundles();
  const examples = (await readdir(join(root, 'examples'))).filter((name) => name.endsWith('.yaml'));
  for (const name of examples) {
    const env = { SEMAPHORE_ENDPOINT: 'acme.semaphoreci.com' };
    const { fleet } = loadFleet({ path: join('examples', name), env, cwd: root });
    synthesizeFleet(fleet, join(outdir, name));
  }
  const stock = fleetText('image: { stock: true }', `region: us-east-1\nversions: ${pinnedVersionsFile()}`);
  synthesizeFleet(parseFleet(stock).fleet, join(outdir, 'stock'));
  const app = new App({ outdir: join(outdir, 'bootstrap'), skipValidation: true });
  const state = { bucket: 'acme-state', prefix: '' };
  new StateStack(app, 'state-bucket', { state, region: 'us-east-1', existing: nothing });
  app.synth();
  findings = await checkovFindings(outdir, join(folder, 'readable'));
  const text = await readFile(join(__dirname, 'suppressions.yaml'), 'utf8');
  suppressions = z.array(suppression).parse(parse(text));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function covers({ check, resources }: z.infer<typeof suppression>, finding: Finding): boolean {
  if (check !== finding.check) return false;
  return resources.some((pattern) => pattern === '*' || pattern === finding.resource);
}

test('checkov finds nothing in examples and state stack but what is suppressed with a reason', () => {
  const open = findings.filter((finding) => !suppressions.some((each) => covers(each, finding)));
  expect(open.map(({ check, title, resource }) => `${check} ${resource}: ${title}`)).toEqual([]);
});

test('every suppression is needed', () => {
  const needless = suppressions.flatMap(({ check, resources, reason }) =>
    resources
      .filter((resource) => !findings.some((finding) => covers({ check, resources: [resource], reason }, finding)))
      .map((resource) => `${check} ${resource}`),
  );
  expect(needless).toEqual([]);
});

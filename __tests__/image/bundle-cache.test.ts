import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BundleCache } from '../../image/bundle-cache';

let directory: string;
let root: string;
const content = Buffer.from('exports.handler = () => "ü";\n'.repeat(100));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-cache-test-'));
  root = join(directory, 'root');
  repository(root);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A program of two files with the settings of its bundle, and npm's list of what is installed. */
function repository(at: string): void {
  mkdirSync(join(at, 'node_modules'), { recursive: true });
  const files = {
    'main.ts': "import { greet } from './greeting';\nimport { z } from 'zod';\ngreet(z);\n",
    'greeting.ts': 'export const greet = console.log;\n',
    'options.ts': 'export const bundleOptions = { minify: true };\n',
    'unrelated.ts': 'export {};\n',
    'node_modules/.package-lock.json': '{ "packages": { "node_modules/zod": { "version": "4.0.0" } } }',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
}

/** The cache of a run that begins now. */
function cache(at = root): BundleCache {
  return new BundleCache(at, { entries: ['main.ts'], settings: ['options.ts'] });
}

const folder = () => join(root, 'node_modules', '.cache', 'agent-fleet');
const entries = () => readdirSync(folder());
const entry = () => join(folder(), entries()[0] ?? '');

test('what one run keeps, the next one finds', () => {
  expect(cache().read()).toBeUndefined();
  cache().keep(content);
  expect(cache().read()).toEqual(content);
});

test.each([
  ['the program itself', 'main.ts'],
  ['a file that it imports', 'greeting.ts'],
  ['the settings of the bundle', 'options.ts'],
  ['what npm installed', 'node_modules/.package-lock.json'],
])('a bundle of before a change of %s is not used', (_, name) => {
  cache().keep(content);
  writeFileSync(join(root, name), `${readFileSync(join(root, name), 'utf8')} `);
  expect(cache().read()).toBeUndefined();
});

test('a bundle stays good when a file changes that is not in it, and in another checkout', () => {
  cache().keep(content);
  writeFileSync(join(root, 'unrelated.ts'), 'export const changed = true;\n');
  expect(cache().read()).toEqual(content);
  const elsewhere = join(directory, 'elsewhere');
  repository(elsewhere);
  mkdirSync(join(elsewhere, 'node_modules', '.cache', 'agent-fleet'), { recursive: true });
  const [name = ''] = entries();
  writeFileSync(join(elsewhere, 'node_modules', '.cache', 'agent-fleet', name), readFileSync(entry()));
  expect(cache(elsewhere).read()).toEqual(content);
});

test('a bundle is not kept when a file changed while it was being built', () => {
  const running = cache();
  expect(running.read()).toBeUndefined();
  writeFileSync(join(root, 'greeting.ts'), 'export const greet = console.error;\n');
  running.keep(content);
  expect(cache().read()).toBeUndefined();
  repository(root);
  expect(cache().read()).toBeUndefined();
});

test('a damaged entry counts for nothing and is replaced', () => {
  cache().keep(content);
  truncateSync(entry(), 200);
  expect(cache().read()).toBeUndefined();
  writeFileSync(entry(), '');
  expect(cache().read()).toBeUndefined();
  cache().keep(content);
  expect(cache().read()).toEqual(content);
  expect(entries()).toHaveLength(1);
});

test('where nothing can be written every run builds, and nobody minds', () => {
  writeFileSync(join(root, 'node_modules', '.cache'), 'no folder');
  cache().keep(content);
  expect(cache().read()).toBeUndefined();
});

test('where it cannot be known what is installed, nothing is kept', () => {
  rmSync(join(root, 'node_modules', '.package-lock.json'));
  cache().keep(content);
  expect(cache().read()).toBeUndefined();
  expect(readdirSync(join(root, 'node_modules'))).toEqual([]);
});

test('the folder does not grow for ever: old entries and what killed runs left behind go', () => {
  mkdirSync(folder(), { recursive: true });
  for (let age = 1; age <= 30; age += 1) {
    const path = join(folder(), `old-${age}`);
    writeFileSync(path, 'old');
    utimesSync(path, 1_700_000_000 - age, 1_700_000_000 - age);
  }
  cache().keep(content);
  expect(cache().read()).toEqual(content);
  expect(entries()).toContain('old-1');
  expect(entries()).not.toContain('old-30');
  expect(entries().length).toBeLessThanOrEqual(10);
});

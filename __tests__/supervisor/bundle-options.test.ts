import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleSupervisor } from '../../local/supervisor-bundle';
import { version } from '../../package.json';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-bundle-'));
  program = await bundleSupervisor(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the supervisor is one small file without paths of the machine that made it', () => {
  const text = readFileSync(program, 'utf8');
  expect(text.length).toBeLessThan(150_000);
  expect(text).not.toContain(resolve(__dirname, '../..'));
});

test('it tells its version', () => {
  expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type * as bundle from '../../installation/supervisor-bundle';

const cache = resolve(__dirname, '../..', 'node_modules', '.cache', 'agent-fleet');

/** What a process that starts now installs. */
function installed(): Buffer {
  const found: Buffer[] = [];
  jest.isolateModules(() => {
    found.push(jest.requireActual<typeof bundle>('../../installation/supervisor-bundle').supervisorBundle());
  });
  return Buffer.concat(found);
}

test('the supervisor is the same byte for byte, built or found in the cache, whole or damaged', () => {
  const first = installed();
  expect(installed().equals(first)).toBe(true);
  for (const name of readdirSync(cache)) writeFileSync(join(cache, name), 'damaged');
  expect(installed().equals(first)).toBe(true);
});

test('what is found is a program', () => {
  const directory = mkdtempSync(join(tmpdir(), 'supervisor-bundle-test-'));
  try {
    const path = join(directory, 'supervisor.cjs');
    writeFileSync(path, installed());
    expect(() => execFileSync(process.execPath, ['--check', path])).not.toThrow();
  } finally {
    rmSync(directory, { recursive: true });
  }
});

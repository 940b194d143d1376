import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { pinnedFile, readVersions, type Versions } from '../../installation/versions';
import { VersionsError } from '../../installation/versions-error';

const sha256 = 'a'.repeat(64);

function withToolbox(files: Versions['toolbox']['files']): Versions {
  return { ...readVersions(), toolbox: { version: 'v1.2.3', source: 'test', files } };
}

test('a URL gets its version', () => {
  const versions = withToolbox({ 'linux-arm64': { url: 'https://example.com/{version}/arm.tar', sha256 } });
  const url = 'https://example.com/v1.2.3/arm.tar';
  expect(pinnedFile(versions, 'toolbox', 'linux-arm64')).toEqual({ item: 'toolbox', version: 'v1.2.3', url, sha256 });
});

test('a file without a checksum is refused, and the error says how to get one', () => {
  const versions = withToolbox({ 'linux-arm64': { url: 'https://example.com/arm.tar' } });
  expect(() => pinnedFile(versions, 'toolbox', 'linux-arm64')).toThrow(VersionsError);
  expect(() => pinnedFile(versions, 'toolbox', 'linux-arm64')).toThrow('`fleet image pin`');
});

test('a file that is not there for a target is named in the error', () => {
  expect(() => pinnedFile(readVersions(), 'ssmAgent', 'windows-x86_64')).toThrow('no ssmAgent for windows-x86_64');
});

test('everything that a Linux instance needs but the toolbox is pinned', () => {
  const versions = readVersions();
  for (const target of ['linux-x86_64', 'linux-arm64'] as const) {
    for (const item of ['node', 'agent', 'cloudWatchAgent', 'awsCli', 'yq', 'ssmAgent'] as const) {
      expect(pinnedFile(versions, item, target).sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  }
});

test('the Node of instances is the one that the tests run on', () => {
  const { devDependencies } = z
    .object({ devDependencies: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync('package.json', 'utf8')));
  expect(readVersions().node.version).toBe(devDependencies.node);
});

test('a malformed versions file is refused with the place that is wrong', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'versions-')), 'versions.json');
  writeFileSync(path, JSON.stringify(withToolbox({ 'linux-arm64': { url: 'https://example.com', sha256: 'abc' } })));
  expect(() => readVersions(path)).toThrow('toolbox.files.linux-arm64.sha256');
});

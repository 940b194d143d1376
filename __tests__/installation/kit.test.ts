import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { featuresOf, kit } from '../../installation/kit';
import { tarArchive } from '../../installation/tar-archive';
import { readVersions, targets } from '../../installation/versions';
import { pinnedVersions } from '../pinned-versions';

function manifest(target: (typeof targets)[number], features = featuresOf(target)): readonly string[] {
  const files = kit({ target, features, versions: pinnedVersions(), supervisor: '' });
  return String(files.get('manifest')).trimEnd().split('\n');
}

test.each(targets)('every file that the manifest of %s copies is in the kit', (target) => {
  const files = kit({ target, features: featuresOf(target), versions: pinnedVersions(), supervisor: '' });
  const copied = manifest(target).flatMap((line) => /^copy (\S+)/.exec(line)?.[1] ?? []);
  expect(copied).toContain('supervisor.cjs');
  for (const name of copied) expect([...files.keys()]).toContain(name);
});

test.each(targets)('every download of %s has a checksum', (target) => {
  const downloads = manifest(target).filter((line) => line.startsWith('download '));
  expect(downloads.length).toBeGreaterThanOrEqual(3);
  for (const line of downloads) expect(line).toMatch(/^download \S+ [0-9a-f]{64} https:\S+$/);
});

test('without a checksum there is no kit', () => {
  const versions = readVersions();
  versions.toolbox.files = { 'linux-x86_64': { url: 'https://example.com/toolbox.tar' } };
  expect(() => kit({ target: 'linux-x86_64', features: [], versions, supervisor: '' })).toThrow('`fleet image pin`');
});

test('a feature that a system does not have is refused', () => {
  const options = { target: 'macos-arm64', versions: pinnedVersions(), supervisor: '' } as const;
  expect(() => kit({ ...options, features: ['docker'] })).toThrow('no feature docker for macos-arm64');
});

test('agents are not in the group of Docker where there is none', () => {
  expect(manifest('linux-x86_64', [])).toContain('user semaphore');
  expect(manifest('linux-x86_64', ['docker'])).toContain('user semaphore docker');
});

test('an archive unpacks to the files that went into it', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,30}$/);
  const listing = `import sys, tarfile, json, io
archive = tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read()))
json.dump({each.name: archive.extractfile(each).read().hex() for each in archive}, sys.stdout)`;
  const unpacks = (files: readonly (readonly [string, Uint8Array])[]) => {
    const given = new Map(files.map(([each, bytes]) => [each, Buffer.from(bytes)]));
    const text = execFileSync('python3', ['-c', listing], { input: tarArchive(given), encoding: 'utf8' });
    expect(JSON.parse(text)).toEqual(
      Object.fromEntries([...given].map(([each, bytes]) => [each, bytes.toString('hex')])),
    );
  };
  fc.assert(fc.property(fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 1500 })), { maxLength: 5 }), unpacks), {
    numRuns: 8,
  });
});

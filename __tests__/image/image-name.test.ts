import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderContent } from '../../image/image-content';
import { type ImageChoice, imageName, osRelease } from '../../image/image-name';
import { lockedPackages } from '../../image/locked-packages';
import { readVersions } from '../../installation/versions';

const noble: ImageChoice = { os: 'ubuntu-noble', arch: 'arm64', sudo: false };
const windows: ImageChoice = { os: 'windows', arch: 'x86_64', sudo: false };
const mac: ImageChoice = { os: 'macos', arch: 'arm64', sudo: false };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-fleet-image-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string) {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), content);
}

test('whatever is chosen for an image makes another name, and saying the default makes none', () => {
  write('tasks/main.yml', 'one');
  const choices: ImageChoice[] = [
    noble,
    { ...noble, arch: 'x86_64' },
    { ...noble, os: 'ubuntu-jammy' },
    { ...noble, build: { packages: ['ruby'] } },
    { ...noble, build: { sourceAmi: 'ami-12345678' } },
    { ...noble, build: { roles: [folder] } },
    { ...noble, sudo: true },
    windows,
    { ...windows, build: { release: 2019 } },
    mac,
  ];
  expect(new Set(choices.map((choice) => imageName(choice))).size).toBe(choices.length);
  expect(imageName({ ...noble, build: {} })).toBe(imageName(noble));
  expect(imageName({ ...windows, build: { release: 2022 } })).toBe(imageName(windows));
});

test('a role of your own counts by its contents, not by its place', () => {
  write('a/tasks/main.yml', 'one');
  write('b/tasks/main.yml', 'one');
  const name = (role: string) => imageName({ ...noble, build: { roles: [join(folder, role)] } });
  expect(name('a')).toBe(name('b'));
  write('b/tasks/main.yml', 'two');
  expect(name('a')).not.toBe(name('b'));
});

test('another version of something in the image makes another name, one of something else does not', () => {
  const versions = readVersions();
  const name = (changed: object) => {
    write('versions.json', JSON.stringify({ ...versions, ...changed }));
    return imageName(noble, join(folder, 'versions.json'));
  };
  expect(name({})).toBe(imageName(noble));
  expect(name({ agent: { ...versions.agent, version: 'v0' } })).not.toBe(name({}));
  const { 'windows-x86_64': _windows, ...files } = versions.agent.files;
  expect(name({ agent: { ...versions.agent, files } })).toBe(name({}));
});

test('the content of a folder changes with names and bytes, not with what editors leave behind', () => {
  write('x/one', '1');
  const before = folderContent(folder, ['x']);
  write('x/.one.swp', 'y');
  write('x/one~', 'y');
  write('x/__pycache__/z.pyc', 'y');
  expect(folderContent(folder, ['x'])).toEqual(before);
  write('x/deep/two', '2');
  expect(folderContent(folder, ['x'])).toHaveLength(2);
  write('x/one', '3');
  expect(folderContent(folder, ['x'])[1]).not.toBe(before[0]);
});

test('the supervisor is known by the packages it uses, and all that those use, at their locked versions', () => {
  const lock = JSON.stringify({
    packages: {
      '': { name: 'root' },
      'node_modules/a': { version: '1.0.0', integrity: 'A', dependencies: { b: '1', c: '2' } },
      'node_modules/a/node_modules/b': { version: '1.5.0', integrity: 'B1', dependencies: { c: '2' } },
      'node_modules/b': { version: '3.0.0', integrity: 'B3' },
      'node_modules/c': { version: '2.0.0', integrity: 'C', optionalDependencies: { 'c-other-platform': '1' } },
      'node_modules/unused': { version: '9.0.0', integrity: 'U' },
    },
  });
  const expected = ['node_modules/a 1.0.0 A', 'node_modules/a/node_modules/b 1.5.0 B1', 'node_modules/c 2.0.0 C'];
  expect(lockedPackages(lock, ['a'])).toEqual(expected);
});

test('the release is that of the name for Ubuntu and the newest one elsewhere', () => {
  expect(osRelease({ ...noble, os: 'ubuntu-jammy' })).toBe('22.04');
  expect(osRelease(windows)).toBe('2022');
  expect(osRelease({ ...mac, build: { release: 14 } })).toBe('14');
});

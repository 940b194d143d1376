import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { imagePinCommand } from '../../cli/image-pin-command';
import { downloadChecksum } from '../../installation/pin';
import { pinnedFile, readVersions, versionsPath } from '../../installation/versions';
import { VendorFiles } from '../installation/vendor-files';
import { CapturedTerminal } from './captured-terminal';

const sha256 = createHash('sha256').digest('hex');

/** Runs the command on a copy of the repository's versions; `download` stands for the internet. */
async function pin(args: readonly string[], download = async (_: string) => sha256) {
  const path = join(mkdtempSync(join(tmpdir(), 'pin-')), 'versions.json');
  copyFileSync(versionsPath, path);
  const terminal = new CapturedTerminal('.');
  const error = await imagePinCommand(terminal, download)
    .exitOverride()
    .parseAsync(['--versions', path, ...args], { from: 'user' })
    .then(() => undefined, String);
  return { versions: readVersions(path), text: readFileSync(path, 'utf8'), printed: terminal.output, error };
}

test('what has no checksum is downloaded and recorded, and the rest is left alone', async () => {
  const asked: string[] = [];
  const before = readVersions();
  const { versions, printed } = await pin([], async (url) => {
    asked.push(url);
    return sha256;
  });
  expect(pinnedFile(versions, 'toolbox', 'linux-arm64').sha256).toBe(sha256);
  expect(versions.node).toEqual(before.node);
  expect(asked).toContain('https://github.com/semaphoreci/toolbox/releases/download/v1.44.0/self-hosted-linux-arm.tar');
  expect(asked.filter((url) => url.includes('nodejs.org'))).toEqual([]);
  expect(printed).toContain(`${sha256}  https://github.com/semaphoreci/toolbox/`);
});

test('another version takes the place of the old one with all its checksums', async () => {
  const { versions } = await pin(['agent', 'v2.4.1']);
  expect(versions.agent.version).toBe('v2.4.1');
  expect(new Set(Object.values(versions.agent.files).map((file) => file.sha256))).toEqual(new Set([sha256]));
  expect(versions.toolbox).toEqual(readVersions().toolbox);
});

test('what cannot be downloaded is told, and what could is kept', async () => {
  const { versions, error } = await pin(['toolbox'], async (url) => {
    if (url.includes('windows')) throw new Error('HTTP 404');
    return sha256;
  });
  expect(error).toMatch(/not recorded.*\n.*self-hosted-windows\.tar: HTTP 404/);
  expect(versions.toolbox.files['windows-x86_64']).not.toHaveProperty('sha256');
  expect(versions.toolbox.files['linux-x86_64']).toMatchObject({ sha256 });
});

test('a version of which nothing can be downloaded takes no place', async () => {
  const { text, error } = await pin(['agent', 'v0.0.0'], () => Promise.reject(new Error('HTTP 404')));
  expect(error).toMatch(/not recorded.*\n.*v0.0.0.*HTTP 404/);
  expect(text).toBe(readFileSync(versionsPath, 'utf8'));
});

test('a second time there is nothing to do', async () => {
  const { printed } = await pin(['node']);
  expect(printed).toContain('Everything has a checksum.');
});

test('a versions file is written as it is formatted here', async () => {
  expect((await pin(['node'])).text).toBe(readFileSync(versionsPath, 'utf8'));
});

test('an item that does not exist is refused', async () => {
  expect((await pin(['nodejs'])).error).toContain('item nodejs must be one of node, agent, toolbox');
});

test('the checksum is that of what the server sends, and an answer without a file is an error', async () => {
  const vendor = await VendorFiles.start({ whole: false });
  const { url, sha256: expected } = pinnedFile(
    vendor.versions({ tools: [], docker: [], erlang: [] }),
    'yq',
    'linux-x86_64',
  );
  expect(await downloadChecksum(url)).toBe(expected);
  await expect(downloadChecksum(`${url}-gone`)).rejects.toThrow('HTTP 404');
  await vendor.stop();
});

import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Feature, kit } from '../../installation/kit';
import { writeKit } from '../../installation/kit-folder';
import type { Versions } from '../../installation/versions';
import { VendorFiles } from './vendor-files';

const run = promisify(execFile);
const noPackages = { tools: [], docker: [], erlang: [] };

let vendor: VendorFiles;
let versions: Versions;

beforeAll(async () => {
  vendor = await VendorFiles.start({ whole: false });
  versions = vendor.versions(noPackages);
});
afterAll(() => vendor?.stop());

const folder = (name: string) => mkdtempSync(join(tmpdir(), `${name}-`));

function newKit(
  features: readonly Feature[] = ['yq'],
  target: 'linux-x86_64' | 'macos-arm64' = 'linux-x86_64',
): string {
  const path = folder('kit');
  writeKit(path, kit({ target, versions, features, supervisor: 'supervisor 1\n' }));
  return path;
}

/** The last line of what the installer says. */
async function install(kitFolder: string, root: string): Promise<string | undefined> {
  const { stdout } = await run('sh', [join(kitFolder, 'install.sh'), '--root', root]);
  return stdout.trimEnd().split('\n').at(-1);
}

/** Every path below `root` with its mode, and where links point to. */
function tree(root: string): Readonly<Record<string, string>> {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => {
    const status = lstatSync(join(root, path));
    const mode = (status.mode & 0o7777).toString(8);
    const what = status.isSymbolicLink() ? readlinkSync(join(root, path)) : status.isDirectory() ? 'folder' : mode;
    return [path, what] as const;
  });
  return Object.fromEntries(entries.filter(([, what]) => what !== 'folder').toSorted());
}

test('a Linux machine gets exactly these files, and a second run changes nothing', async () => {
  const root = folder('root');
  const kitFolder = newKit();
  expect(await install(kitFolder, root)).toBe('changed');
  const first = tree(root);
  expect(first).toEqual({
    'etc/systemd/system/agent-fleet-supervisor.service': '644',
    'etc/systemd/system/apt-daily-upgrade.timer': '/dev/null',
    'etc/systemd/system/apt-daily.timer': '/dev/null',
    'etc/systemd/system/multi-user.target.wants/agent-fleet-supervisor.service':
      '/etc/systemd/system/agent-fleet-supervisor.service',
    'etc/systemd/system/unattended-upgrades.service': '/dev/null',
    'opt/agent-fleet/agent/agent': '755',
    'opt/agent-fleet/home/.bash_profile': '644',
    'opt/agent-fleet/home/.toolbox': '/opt/agent-fleet/toolbox',
    'opt/agent-fleet/installed/agent': '644',
    'opt/agent-fleet/installed/node': '644',
    'opt/agent-fleet/installed/toolbox': '644',
    'opt/agent-fleet/installed/yq': '644',
    'opt/agent-fleet/metadata-block.nft': '644',
    'opt/agent-fleet/node/LICENSE': '644',
    'opt/agent-fleet/node/bin/node': '755',
    'opt/agent-fleet/supervisor.cjs': '644',
    'opt/agent-fleet/toolbox/artifact': '755',
    'opt/agent-fleet/toolbox/cache': '755',
    'opt/agent-fleet/toolbox/libcheckout': '644',
    'opt/agent-fleet/toolbox/retry': '755',
    'opt/agent-fleet/toolbox/toolbox': '644',
    'opt/agent-fleet/toolbox/when_otp_25': '755',
    'usr/local/bin/artifact': '/opt/agent-fleet/toolbox/artifact',
    'usr/local/bin/cache': '/opt/agent-fleet/toolbox/cache',
    'usr/local/bin/retry': '/opt/agent-fleet/toolbox/retry',
    'usr/local/bin/yq': '755',
  });
  expect(existsSync(join(root, 'var/log/agent-fleet'))).toBe(true);
  expect(existsSync(join(root, 'opt/agent-fleet/hooks'))).toBe(true);

  const requests = vendor.requests.length;
  expect(await install(kitFolder, root)).toBe('unchanged');
  expect(tree(root)).toEqual(first);
  expect(vendor.requests).toHaveLength(requests);
});

test('a wrong checksum stops the installer before it has changed anything', async () => {
  const root = folder('root');
  const kitFolder = newKit();
  const manifest = join(kitFolder, 'manifest');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/(download yq) \S+/, `$1 ${'0'.repeat(64)}`));
  await expect(install(kitFolder, root)).rejects.toThrow(/yq from http:\S+ has the SHA-256 [0-9a-f]{64}, not 0{64}/);
  expect(tree(root)).toEqual({});
});

test('a file that is not there stops the installer before it has changed anything', async () => {
  const root = folder('root');
  const kitFolder = newKit();
  const manifest = join(kitFolder, 'manifest');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('/toolbox.tar', '/gone.tar'));
  await expect(install(kitFolder, root)).rejects.toThrow('cannot download toolbox');
  expect(tree(root)).toEqual({});
});

test('a new supervisor replaces the old one and downloads nothing', async () => {
  const root = folder('root');
  const kitFolder = newKit();
  await install(kitFolder, root);
  const requests = vendor.requests.length;
  writeFileSync(join(kitFolder, 'supervisor.cjs'), 'supervisor 2\n');
  expect(await install(kitFolder, root)).toBe('changed');
  expect(readFileSync(join(root, 'opt/agent-fleet/supervisor.cjs'), 'utf8')).toBe('supervisor 2\n');
  expect(vendor.requests).toHaveLength(requests);
});

test('jobs may become root only where that is asked for, and no longer once it is not', async () => {
  const root = folder('root');
  const sudoers = join(root, 'etc/sudoers.d/agent-fleet');
  await install(newKit(['sudo']), root);
  expect(readFileSync(sudoers, 'utf8')).toBe('semaphore ALL=(ALL) NOPASSWD:ALL\n');
  expect(lstatSync(sudoers).mode & 0o777).toBe(0o440);
  await install(newKit([]), root);
  expect(existsSync(sudoers)).toBe(false);
});

test('Docker waits for the first command that needs it', async () => {
  const root = folder('root');
  await install(newKit(['docker']), root);
  expect(readlinkSync(join(root, 'etc/systemd/system/sockets.target.wants/docker.socket'))).toBe(
    '/lib/systemd/system/docker.socket',
  );
});

test("a login shell with the skeleton as its HOME has Semaphore's commands", async () => {
  const root = folder('root');
  const home = folder('home');
  await install(newKit(), root);
  cpSync(join(root, 'opt/agent-fleet/home'), home, { recursive: true, verbatimSymlinks: true });
  expect(readlinkSync(join(home, '.toolbox'))).toBe('/opt/agent-fleet/toolbox');
  expect(readFileSync(join(home, '.bash_profile'), 'utf8')).toContain('. ~/.toolbox/toolbox');
});

test('a Mac gets a daemon of launchd in the place of a unit', async () => {
  const root = folder('root');
  await install(newKit([], 'macos-arm64'), root);
  const paths = Object.keys(tree(root));
  expect(paths).toContain('Library/LaunchDaemons/com.agent-fleet.supervisor.plist');
  expect(paths).toContain('opt/agent-fleet/start-supervisor.sh');
  expect(paths.filter((path) => path.includes('systemd'))).toEqual([]);
});

test('nobody but root installs into a running system', async () => {
  await expect(run('sh', [join(newKit(), 'install.sh'), '--root', '/does/not/exist'])).rejects.toThrow('usage');
});

import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const linux = resolve(__dirname, '..', 'packer', 'linux');

/** Where `make install-image` puts Ansible. */
export const ansible = resolve(__dirname, '..', '.venv-image', 'bin', 'ansible-playbook');

/** What Ubuntu's server image has and Debian's smallest root has not; our roles install cloud-init. */
const included = 'ca-certificates,curl,dbus,iproute2,python3,systemd-resolved,systemd-sysv,udev,unattended-upgrades';

/** Writes down how the machine booted, then turns it off. */
const bootReport = `[Unit]
DefaultDependencies=no
[Service]
Type=simple
ExecStart=sh -c 'sh /boot-report.sh >/boot-report.txt 2>&1; echo $$? >>/boot-report.txt; systemctl poweroff'
`;

/** Mounts that packages need while they install themselves; they go with the process. */
const mounts = [
  'mount -t tmpfs tmpfs "$0/run"',
  'mkdir -p "$0/run/systemd/resolve"',
  'cp /etc/resolv.conf "$0/run/systemd/resolve/stub-resolv.conf"',
  'mount -t proc proc "$0/proc"',
  'mount --rbind /dev "$0/dev"',
  'exec "$@"',
].join(' && ');

/** The root file system of an image in the making. */
export class ImageRoot {
  constructor(readonly folder: string) {}

  /** Makes it from Debian's packages; takes half a minute, ten times as long on a busy machine (debootstrap: thrice that). */
  async bootstrap(): Promise<void> {
    // With mounts of its own: one that is interrupted would leave this machine's /proc in a folder that is then removed.
    const options = ['--quiet', '--variant=minbase', `--include=${included}`, 'bookworm', this.folder];
    await run('unshare', ['--mount', 'mmdebstrap', ...options]);
  }

  /** Makes it as a copy. */
  async copy(from: string): Promise<void> {
    await run('cp', ['-a', from, this.folder]);
  }

  /** Applies our roles; returns how many tasks changed something. */
  async apply(variables: Readonly<Record<string, unknown>>): Promise<number> {
    const options = [
      '-i',
      `${this.folder},`,
      '-c',
      'below',
      '-e',
      JSON.stringify({ ...variables, ansible_become: false }),
    ];
    const said = await this.mounted([ansible, ...options, join(linux, 'install.yml')]);
    const changed = /changed=(\d+)/.exec(said)?.[1];
    if (changed !== '0') console.log(said.match(/^TASK.*(?=\n+changed)/gm)?.join('\n'));
    return Number(changed);
  }

  /** Runs one of the scripts of the image's verification inside; returns what it said. */
  async script(name: string): Promise<string> {
    const script = join(this.folder, 'script.sh');
    cpSync(join(linux, 'verify', name), script);
    try {
      return await this.mounted(['chroot', this.folder, 'sh', '/script.sh']);
    } finally {
      rmSync(script);
    }
  }

  /** Boots it in a network of its own, where nobody answers; returns what boot.sh said inside. */
  async boot(): Promise<string> {
    const unit = join(this.folder, 'etc/systemd/system/boot-report.service');
    const wanted = join(this.folder, 'etc/systemd/system/multi-user.target.wants/boot-report.service');
    const script = join(this.folder, 'boot-report.sh');
    const report = join(this.folder, 'boot-report.txt');
    // cloud-init would wait two minutes for EC2's metadata.
    const noMetadata = join(this.folder, 'etc/cloud/cloud.cfg.d/99-no-metadata.cfg');
    writeFileSync(noMetadata, 'datasource_list: [None]\n');
    writeFileSync(unit, bootReport);
    symlinkSync('../boot-report.service', wanted);
    cpSync(join(linux, 'verify', 'boot.sh'), script);
    const options = ['--register=no', '--keep-unit', '--private-network', '--console=pipe'];
    await run('systemd-nspawn', ['-q', '--boot', '-D', this.folder, ...options]);
    const lines = readFileSync(report, 'utf8').trimEnd().split('\n');
    for (const path of [unit, wanted, script, report, noMetadata]) rmSync(path);
    if (lines.at(-1) !== '0') throw new Error(`boot.sh failed:\n${lines.join('\n')}`);
    return lines.slice(0, -1).join('\n');
  }

  /** Boots it with this machine's network until it powers itself off; returns what was on its console. */
  async bootToEnd(): Promise<string> {
    const options = ['--register=no', '--keep-unit', '--console=pipe', '--resolv-conf=replace-host'];
    return run('systemd-nspawn', ['-q', '--boot', '-D', this.folder, ...options]);
  }

  private mounted(command: readonly string[]): Promise<string> {
    return run('unshare', ['--mount', 'sh', '-c', mounts, this.folder, ...command]);
  }
}

/** Milliseconds that a program may take; on a busy machine some take a quarter of an hour. */
const patience = 3_600_000;

/** Runs a program to its end; returns what it printed. @throws Error with all of that where it failed */
async function run(program: string, options: readonly string[]): Promise<string> {
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LC_ALL: 'C.UTF-8',
    HOME: tmpdir(),
    ANSIBLE_CONNECTION_PLUGINS: join(__dirname, 'ansible'),
    ANSIBLE_PIPELINING: '1',
  };
  try {
    const { stdout } = await execute(program, options, { env, timeout: patience, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stdout, stderr, killed } = Object.assign({ stdout: '', stderr: '', killed: false }, error);
    const what = killed ? `was ended after ${patience / 60_000} minutes` : 'failed';
    throw new Error(`${program} ${what}:\n${stdout}${stderr}`);
  }
}

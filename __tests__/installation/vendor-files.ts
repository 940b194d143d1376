import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Versions } from '../../installation/versions';

/** Stands for a program: says what it is. */
const program = (name: string) => `#!/bin/sh\necho "${name} $*"\n`;

const awsInstaller = `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in --install-dir) to=$2 ;; --bin-dir) bin=$2 ;; esac
  shift
done
mkdir -p "$to" "$bin"
cp "$(dirname "$0")/dist" "$to/aws"
chmod 0755 "$to/aws"
ln -sf "$to/aws" "$bin/aws"
`;

/** Servers of the vendors of what is installed, with small stand-ins of the same form and real checksums. */
export class VendorFiles {
  /** The paths that were asked for. */
  readonly requests: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'vendor-'));
  private readonly sums = new Map<string, string>();
  private readonly server = createServer(({ url = '' }, response) => {
    this.requests.push(url);
    if (this.sums.has(url.slice(1))) response.end(readFileSync(join(this.folder, 'served', url)));
    else response.writeHead(404).end();
  });
  private url = '';

  /** Starts the server; `whole`: with the files that need `zip` and `dpkg-deb` to make. */
  static async start({ whole }: { readonly whole: boolean }): Promise<VendorFiles> {
    const files = new VendorFiles();
    files.makeArchives(whole ? ['test-results', 'sem-context'] : []);
    if (whole) files.makePackages();
    files.server.listen(0, '127.0.0.1');
    await once(files.server, 'listening');
    files.url = `http://127.0.0.1:${portOf(files.server)}`;
    return files;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  /** A versions file that says where the stand-ins are. */
  versions(aptPackages: Versions['aptPackages']): Versions {
    const item = (version: string, name: string) => ({
      version,
      source: 'made by the test',
      files: { 'linux-x86_64': this.file(name), 'macos-arm64': this.file(name) },
    });
    return {
      node: item('22.0.0', 'node-v22.0.0-linux-x64.tar.gz'),
      agent: item('v2.0.0', 'agent.tar.gz'),
      toolbox: item('v1.0.0', 'toolbox.tar'),
      cloudWatchAgent: item('1.0', 'amazon-cloudwatch-agent.deb'),
      awsCli: item('2.0.0', 'awscli.zip'),
      yq: item('v4.0.0', 'yq'),
      ssmAgent: item('3.0', 'amazon-ssm-agent.deb'),
      aptPackages,
    };
  }

  private file(name: string) {
    const sha256 = this.sums.get(name);
    return { url: `${this.url}/${name}`, ...(sha256 === undefined ? {} : { sha256 }) };
  }

  private makeArchives(moreCommands: readonly string[]): void {
    mkdirSync(join(this.folder, 'served'));
    this.archive('node-v22.0.0-linux-x64.tar.gz', ['tar', '-czf'], 'node-v22.0.0-linux-x64', {
      'bin/node': program('node'),
      'bin/npm': program('npm'),
      LICENSE: 'free\n',
    });
    this.archive('agent.tar.gz', ['tar', '-czf'], '.', { agent: program('agent'), 'install.sh': 'exit 1\n' });
    this.archive('toolbox.tar', ['tar', '-cf'], 'toolbox', {
      toolbox: 'source ~/.toolbox/libcheckout\n',
      libcheckout: 'checkout() { echo checkout; }\n',
      ...Object.fromEntries(
        ['cache', 'artifact', 'retry', 'when_otp_25', ...moreCommands].map((name) => [name, program(name)]),
      ),
    });
    this.serve('yq', Buffer.from(program('yq')));
  }

  private makePackages(): void {
    this.archive('awscli.zip', ['zip', '-qr'], 'aws', { install: awsInstaller, dist: program('aws') });
    this.deb('amazon-cloudwatch-agent');
    this.deb('amazon-ssm-agent');
  }

  private archive(
    name: string,
    command: readonly string[],
    top: string,
    files: Readonly<Record<string, string>>,
  ): void {
    const folder = this.write(name, top, files);
    const [tool = '', ...options] = command;
    const members = top === '.' ? Object.keys(files) : [top];
    execFileSync(tool, [...options, join(this.folder, 'packed'), ...members], { cwd: folder });
    this.serve(name, readFileSync(join(this.folder, tool === 'zip' ? 'packed.zip' : 'packed')));
  }

  /** A Debian package that consists of one program. */
  private deb(name: string): void {
    const control = `Package: ${name}\nVersion: 1.0\nArchitecture: all\nMaintainer: nobody\nDescription: stand-in\n`;
    const folder = this.write(name, 'deb', { 'DEBIAN/control': control, [`opt/aws/${name}/bin/start`]: program(name) });
    execFileSync('dpkg-deb', ['--build', '--root-owner-group', 'deb', join(this.folder, 'packed.deb')], {
      cwd: folder,
    });
    this.serve(`${name}.deb`, readFileSync(join(this.folder, 'packed.deb')));
  }

  private write(name: string, top: string, files: Readonly<Record<string, string>>): string {
    const folder = join(this.folder, `parts-${name}`);
    for (const [path, content] of Object.entries(files)) {
      const to = join(folder, top, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, content);
      chmodSync(to, content.startsWith('#!') ? 0o755 : 0o644);
    }
    return folder;
  }

  private serve(name: string, content: Buffer): void {
    writeFileSync(join(this.folder, 'served', name), content);
    this.sums.set(name, createHash('sha256').update(content).digest('hex'));
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/**
 * Boots a plain root as a stock instance would boot, with systemd-nspawn: its user data fetches the kit from an S3 of this
 * machine, installs small stand-ins of the vendors' files and real packages, and starts the supervisor's unit, whose end
 * ends the machine. `make test-image`; needs root, mmdebstrap and systemd-nspawn, and takes a minute or two.
 * test-stock.ts [--base FOLDER]: FOLDER is a root that mmdebstrap made before.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { VendorFiles } from '../__tests__/installation/vendor-files';
import { kit } from '../installation/kit';
import { layouts } from '../installation/layout';
import { supervisorService } from '../installation/service';
import { stockUserData } from '../installation/stock-user-data';
import { tarArchive } from '../installation/tar-archive';
import { ImageRoot } from './image-root';

/** Debian has other names for some packages of Ubuntu. */
const aptPackages = { tools: ['jq', 'nftables'], docker: ['docker.io'], erlang: [] };
const object = { bucket: 'kit-bucket', key: 'kit.tar', version: 'v1', region: 'us-east-1' };

/** Stands for cloud-init, which runs user data of this kind when the network is there. */
const boothook = `[Unit]
DefaultDependencies=no
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=sh /user-data
`;

/** Metadata service and S3 of one instance. */
async function instanceServices(archive: Buffer): Promise<{ server: Server; url: string }> {
  const credentials = JSON.stringify({ AccessKeyId: 'id', SecretAccessKey: 'secret', Token: 'token' });
  const server = createServer(({ url = '' }, response) => {
    if (url === '/latest/api/token') response.end('imds');
    else if (url.endsWith('/security-credentials/')) response.end('role');
    else if (url.endsWith('/security-credentials/role')) response.end(credentials);
    else if (url === '/kit-bucket/kit.tar?versionId=v1') response.end(archive);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

function prepare(root: string, archive: Buffer, url: string): void {
  const sha256 = createHash('sha256').update(archive).digest('hex');
  const endpoints = `[Service]\nEnvironment=AWS_ENDPOINT_URL=${url} AWS_EC2_METADATA_SERVICE_ENDPOINT=${url}\n`;
  const files = {
    'user-data': stockUserData(['AGENT_FLEET_CONFIG=/agent-fleet/test/config'], { ...object, sha256 }),
    'etc/systemd/system/boothook.service': boothook,
    'etc/systemd/system/agent-fleet-install.service.d/endpoints.conf': endpoints,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  mkdirSync(join(root, 'etc/systemd/system/sysinit.target.wants'), { recursive: true });
  symlinkSync('../boothook.service', join(root, 'etc/systemd/system/sysinit.target.wants/boothook.service'));
}

/** A supervisor that dies is started again, and one that dies again and again ends the machine. */
async function proveStartLimit(root: ImageRoot): Promise<void> {
  const starts = join(root.folder, 'starts');
  writeFileSync(join(root.folder, layouts.linux.node), '#!/bin/sh\necho started >>/starts\nkill -9 $$\n');
  await root.bootToEnd();
  const count = readFileSync(starts, 'utf8').trim().split('\n').length;
  const limit = supervisorService('linux').startLimit.starts;
  if (count !== limit) throw new Error(`a supervisor that dies was started ${count} times, not ${limit}`);
  console.log(`A supervisor that dies was started ${count} times before the machine ended`);
}

async function main(): Promise<void> {
  const { base } = parseArgs({ options: { base: { type: 'string' } } }).values;
  if (process.getuid?.() !== 0) throw new Error('needs root: it makes a root file system and boots it');
  const work = mkdtempSync(join(tmpdir(), 'agent-fleet-stock-'));
  const root = new ImageRoot(join(work, 'root'));
  const vendor = await VendorFiles.start({ whole: true });
  const supervisor = 'console.log("supervisor")\n';
  const features = ['docker', 'cloudwatch-agent'] as const;
  const options = { target: 'linux-x86_64', versions: vendor.versions(aptPackages), features, supervisor } as const;
  const archive = tarArchive(kit(options));
  const services = await instanceServices(archive);
  try {
    await (base === undefined ? root.bootstrap() : root.copy(base));
    prepare(root.folder, archive, services.url);
    const start = performance.now();
    const said = await root.bootToEnd();
    // The stand-in for Node says what it was started with, and ends; then the unit powers the machine off.
    const log = join(root.folder, 'var/log/agent-fleet/supervisor.log');
    if (!existsSync(log) || !readFileSync(log, 'utf8').includes('/opt/agent-fleet/supervisor.cjs'))
      throw new Error(`the supervisor was not started:\n${said}`);
    console.log(`A stock instance installed itself in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    await proveStartLimit(root);
  } finally {
    services.server.close();
    await vendor.stop();
    rmSync(work, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

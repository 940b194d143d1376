/**
 * Makes what is in a Linux image for real, on this machine: the Ansible roles are applied to a root made by mmdebstrap, with
 * small stand-ins of the vendors' files; applied again, which must change nothing; the root is checked, booted with
 * systemd-nspawn and checked again, cleaned. `make test-image`; needs root, mmdebstrap and systemd-nspawn.
 * test-image.ts [--base FOLDER] [--keep]: FOLDER is a root that mmdebstrap made before; --keep leaves the image there.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VendorFiles } from '../__tests__/installation/vendor-files';
import { featuresOf, kit } from '../installation/kit';
import { writeKit } from '../installation/kit-folder';
import { supervisorBundle } from '../installation/supervisor-bundle';
import { ansible, ImageRoot } from './image-root';

/** Debian has other names for some packages of Ubuntu, and the rest would only be many. */
const aptPackages = { tools: ['curl', 'git', 'jq', 'nftables', 'unzip'], docker: ['docker.io'], erlang: [] };
const node = 'opt/agent-fleet/node/bin/node';

async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  const result = await work();
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${name}`);
  return result;
}

async function proveImage(root: ImageRoot, kitFolder: string, vendor: VendorFiles, base?: string): Promise<void> {
  const features = featuresOf('linux-x86_64').filter((feature) => feature !== 'sudo' && feature !== 'erlang');
  const supervisor = supervisorBundle();
  writeKit(kitFolder, kit({ target: 'linux-x86_64', versions: vendor.versions(aptPackages), features, supervisor }));
  const variables = {
    agent_fleet_kit: kitFolder,
    system_packages: ['cloud-init', 'curl', 'openssh-server'],
    own_roles: [],
  };

  await step('mmdebstrap', () => (base === undefined ? root.bootstrap() : root.copy(base)));
  await step('roles', () => root.apply(variables));
  const changed = await step('roles again', () => root.apply(variables));
  if (changed !== 0) throw new Error(`applying the roles again changed ${changed} things`);
  // The real one, so that what starts at boot is what starts on an instance.
  copyFileSync(process.execPath, join(root.folder, node));
  console.log(await step('verify/contents.sh', () => root.script('contents.sh')));
  console.log(await step('boot, verify/boot.sh', () => root.boot()));
  await step('verify/clean.sh', () => root.script('clean.sh'));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { base: { type: 'string' }, keep: { type: 'boolean' } } });
  if (process.getuid?.() !== 0) throw new Error('needs root: it makes a root file system and boots it');
  if (!existsSync(ansible)) throw new Error('needs Ansible: make install-image');
  const work = mkdtempSync(join(tmpdir(), 'agent-fleet-image-'));
  const root = new ImageRoot(join(work, 'root'));
  const vendor = await VendorFiles.start({ whole: true });
  try {
    await proveImage(root, join(work, 'kit'), vendor, values.base);
  } finally {
    await vendor.stop();
    if (values.keep) console.log(`Left in ${root.folder}`);
    else rmSync(work, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

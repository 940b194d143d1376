import { resolve } from 'node:path';
import type { AgentType } from '../config/fleet';
import { type OperatingSystem, releases } from '../config/settings/image';
import { readVersions, type Target } from '../installation/versions';
import { folderContent, sha256, supervisorContent } from './image-content';

/** What is chosen for an image that is built here. */
export type ImageChoice = Pick<AgentType['image'], 'os' | 'arch' | 'sudo' | 'build'>;

/** What is built from one Packer template. */
type ImageFamily = 'linux' | 'windows' | 'macos';

/** This repository. */
export const repository = resolve(__dirname, '..');

const ubuntuReleases = { 'ubuntu-focal': '20.04', 'ubuntu-jammy': '22.04', 'ubuntu-noble': '24.04' } as const;

/** Read once for a process, however many agent types have images of the family. */
const contents = new Map<ImageFamily, string>();

export function imageFamily(os: OperatingSystem): ImageFamily {
  return os === 'windows' || os === 'macos' ? os : 'linux';
}

/** What is downloaded for an image. */
export function imageTarget({ os, arch }: ImageChoice): Target {
  const family = imageFamily(os);
  return family === 'windows' ? 'windows-x86_64' : `${family}-${arch}`;
}

/** Release of the operating system: `24.04`, `2022`, `15`. */
export function osRelease({ os, build }: ImageChoice): string {
  if (os !== 'windows' && os !== 'macos') return ubuntuReleases[os];
  return String(build?.release ?? releases[os].at(-1));
}

/**
 * Name of the image that this checkout builds of `choice`: `agent-fleet-ubuntu-noble-arm64-0123456789ab`. The last part is
 * a hash of everything that goes into the image, so that the same name is the same image, and another image has another
 * name: Packer template and roles, installer, supervisor, what was chosen, and the versions file at `versions`.
 * @throws VersionsError
 */
export function imageName(choice: ImageChoice, versions?: string): string {
  const { os, arch, sudo, build: { roles = [], packages = [], sourceAmi } = {} } = choice;
  // Roles of your own count by what is in them, wherever they are.
  const own = roles.map((role) => folderContent(resolve(role), ['.']));
  const chosen = [osRelease(choice), arch, sudo, packages, sourceAmi, own];
  const content = [familyContent(imageFamily(os)), pinned(imageTarget(choice), versions), chosen];
  return `agent-fleet-${os}-${arch}-${sha256(JSON.stringify(content)).slice(0, 12)}`;
}

/** What the versions file says about one target: the name stays when it learns something about others. */
function pinned(target: Target, path: string | undefined): unknown {
  const { aptPackages, ...items } = readVersions(path);
  const files = Object.entries(items).map(([name, { version, files: all }]) => [name, version, all[target]]);
  return [files, target.startsWith('linux') ? aptPackages : []];
}

function familyContent(family: ImageFamily): string {
  const known = contents.get(family);
  if (known !== undefined) return known;
  const installation = folderContent(repository, ['installation']).filter((line) => !line.endsWith('/versions.json'));
  const lines = [...folderContent(repository, [`packer/${family}`]), ...installation, ...supervisorContent(repository)];
  const content = sha256(lines.join('\n'));
  contents.set(family, content);
  return content;
}

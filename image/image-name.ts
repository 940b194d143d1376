import { resolve } from 'node:path';
import type { AgentType } from '../config/fleet';
import { type OperatingSystem, releases } from '../config/settings/image';
import { folderContent, sha256, supervisorContent } from './image-content';

type ImageSettings = Omit<AgentType['image'], 'stock' | 'sudo'> & Partial<Pick<AgentType['image'], 'sudo'>>;

/** What is built from one Packer template. */
export type ImageFamily = 'linux' | 'windows' | 'macos';

/** This repository. */
export const repository = resolve(__dirname, '..');

const ubuntuReleases = { 'ubuntu-focal': '20.04', 'ubuntu-jammy': '22.04', 'ubuntu-noble': '24.04' } as const;

/** Read once for a process, however many agent types have images of the family. */
const contents = new Map<ImageFamily, string>();

export function imageFamily(os: OperatingSystem): ImageFamily {
  return os === 'windows' || os === 'macos' ? os : 'linux';
}

/** Release of the operating system: `24.04`, `2022`, `15`. */
export function osRelease({ os, build }: ImageSettings): string {
  if (os !== 'windows' && os !== 'macos') return ubuntuReleases[os];
  return String(build?.release ?? releases[os].at(-1));
}

/**
 * Name of the image that this checkout builds for `settings`: `agent-fleet-ubuntu-noble-arm64-0123456789ab`. The last
 * part is a hash of everything that goes into the image, so that the same name is the same image, and another image has
 * another name: Packer template and roles, installer, pinned versions, the supervisor, and what was chosen.
 */
export function imageName(settings: ImageSettings): string {
  const { os, arch, build: { roles = [], packages = [], sourceAmi } = {} } = settings;
  const family = imageFamily(os);
  // Roles of your own count by what is in them, wherever they are.
  const own = roles.map((role) => folderContent(resolve(role), ['.']));
  const choices = [familyContent(family), osRelease(settings), arch, packages, sourceAmi, own];
  const hash = sha256(JSON.stringify(choices)).slice(0, 12);
  return `agent-fleet-${os}-${arch}-${hash}`;
}

function familyContent(family: ImageFamily): string {
  const known = contents.get(family);
  if (known !== undefined) return known;
  const lines = [...folderContent(repository, [`packer/${family}`, 'installation']), ...supervisorContent(repository)];
  const content = sha256(lines.join('\n'));
  contents.set(family, content);
  return content;
}

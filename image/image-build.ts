import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { featuresOf, kit } from '../installation/kit';
import { writeKit } from '../installation/kit-folder';
import { supervisorBundle } from '../installation/supervisor-bundle';
import { readVersions } from '../installation/versions';
import { type ImageChoice, imageFamily, imageName, imageTarget, osRelease, repository } from './image-name';

/** An image to build. */
export interface ImageBuild {
  readonly choice: ImageChoice;
  /** AWS region to build in. */
  readonly region: string;
  /** Path of a versions file. Undefined: the repository's own. */
  readonly versions: string | undefined;
  /** Tags of the image. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Variables of the Packer templates that decide what is in the image, and so its name: only `prepareBuild` sets them. */
export const contentVariables = [
  ...['image_name', 'kit', 'release', 'arch', 'source_ami', 'packages', 'roles'],
] as const;

/** Folder of the Packer template. */
export function templateFolder({ os }: ImageChoice): string {
  return join(repository, 'packer', imageFamily(os));
}

/**
 * Writes everything that Packer needs into `folder`: the kit with the supervisor, just bundled, and a file with variables,
 * whose path is returned. @throws VersionsError where something has no checksum
 */
export function prepareBuild({ choice, region, versions, tags }: ImageBuild, folder: string): string {
  const { arch, sudo, build: { sourceAmi, packages = [], roles = [] } = {} } = choice;
  const target = imageTarget(choice);
  const features = featuresOf(target).filter((feature) => feature !== 'sudo' || sudo);
  const kitFolder = join(folder, 'kit');
  writeKit(kitFolder, kit({ target, versions: readVersions(versions), features, supervisor: supervisorBundle() }));
  const variables = {
    image_name: imageName(choice, versions),
    kit: kitFolder,
    release: osRelease(choice),
    arch,
    packages,
    ...(sourceAmi === undefined ? {} : { source_ami: sourceAmi }),
    ...(roles.length === 0 ? {} : { roles: roles.map((role) => resolve(role)) }),
    region,
    tags,
  };
  const path = join(folder, 'variables.pkrvars.json');
  writeFileSync(path, JSON.stringify(variables, null, 2));
  return path;
}

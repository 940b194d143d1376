import type { AgentType } from '../config/fleet';

/** Instance types of the group, most wanted first; empty when attributes choose them. */
export function instanceTypes({
  image,
  instances,
  mac,
}: Pick<AgentType, 'image' | 'instances' | 'mac'>): readonly string[] {
  if (instances.requirements) return [];
  if (instances.types) return instances.types;
  return image.os === 'macos' && mac ? mac.hostFamilies.map((family) => `${family}.metal`) : ['t2.micro'];
}

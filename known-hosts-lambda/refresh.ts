import type { GitHost } from '../config/settings/known-hosts';
import { knownHostsLines } from './known-hosts-lines';

export interface RefreshProps {
  readonly hosts: readonly GitHost[];
  /** The keys that a host publishes now; at least one. */
  readonly publishedKeys: (host: GitHost) => Promise<readonly string[]>;
  readonly parameter: { read(): Promise<string>; write(text: string): Promise<void> };
}

/** Writes what the hosts publish to the parameter when that says something else. @returns whether it wrote */
export async function refresh({ hosts, publishedKeys, parameter }: RefreshProps): Promise<boolean> {
  const published = await Promise.all(hosts.map(async (host) => [host, await publishedKeys(host)] as const));
  const lines = knownHostsLines(new Map(published));
  if (sameLines(lines, await parameter.read())) return false;
  await parameter.write(lines);
  return true;
}

function sameLines(left: string, right: string): boolean {
  const normalize = (text: string) =>
    text
      .trim()
      .split(/\s*\n\s*/)
      .sort()
      .join('\n');
  return normalize(left) === normalize(right);
}
